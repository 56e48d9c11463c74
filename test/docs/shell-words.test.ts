import { expect, test } from "vitest";
import { shellCommands } from "./shell-words.js";

test.each([
  ["revimg index ./photos --prune   # a remark", [["revimg", "index", "./photos", "--prune"]]],
  ["A=1 B='x y' revimg stats", [["revimg", "stats"]]],
  [
    "curl -s 'http://a/b?c={\"d\":1}' | jq -r .e && revimg stats; revimg list",
    [
      ["curl", "-s", 'http://a/b?c={"d":1}'],
      ["jq", "-r", ".e"],
      ["revimg", "stats"],
      ["revimg", "list"],
    ],
  ],
  [
    'revimg keys add --label "Ada\'s laptop" > a.key 2>&1',
    [["revimg", "keys", "add", "--label", "Ada's laptop"]],
  ],
  ["revimg edit <id> --title x", [["revimg", "edit", "<id>", "--title", "x"]]],
  ["curl -F image=@a.jpg \\\n  http://a/", [["curl", "-F", "image=@a.jpg", "http://a/"]]],
  [
    "(cd export && sha256sum -c)",
    [
      ["cd", "export"],
      ["sha256sum", "-c"],
    ],
  ],
  ['curl -H "Key: $(cat a.key)" http://a/', [["curl", "-H", "Key: $(cat a.key)", "http://a/"]]],
])("the commands of %s", (code, commands) => {
  expect(shellCommands(code)).toEqual(commands);
});
