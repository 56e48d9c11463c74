import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { shellCommand } from "./shell.js";

it("leaves simple words alone", () => {
  expect(shellCommand(["revimg", "search", "./a.jpg", "--server", "http://127.0.0.1:3000"])).toBe(
    "revimg search ./a.jpg --server http://127.0.0.1:3000",
  );
});

it.skipIf(process.platform === "win32")("is read by a shell as the same words", () => {
  const word = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const read = execFileSync("sh", ["-c", `printf '%s\\0' ${shellCommand(words)}`], {
        encoding: "utf8",
      });
      expect(read).toBe(`${words.join("\0")}\0`);
    }),
    { numRuns: 30 },
  );
});
