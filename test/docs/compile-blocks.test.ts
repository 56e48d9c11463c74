import { expect, test } from "vitest";
import { compileBlocks } from "./compile-blocks.js";
import { codeBlocks, pages } from "./pages.js";

test("every block of JavaScript and TypeScript compiles; one that does not is told with its line", () => {
  const blocks = pages()
    .flatMap(codeBlocks)
    .filter(({ language }) => ["js", "ts", "tsx"].includes(language));
  expect(blocks.length).toBeGreaterThan(40);
  const wrong = {
    ...{ page: "wrong.md", line: 7, language: "js", marks: [] },
    code: `await revimg.search({ image: "./query.jpg", limti: 3 });`,
  };
  const complaints = compileBlocks([...blocks, wrong]);
  expect(complaints.filter((each) => !each.startsWith("wrong.md:7 "))).toEqual([]);
  expect(complaints.join()).toContain("limti");
});
