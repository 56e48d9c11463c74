import { expect, test } from "vitest";
import { pagesWithFiles } from "../scripts/doc-snippets.mjs";

test("pages show files as they are (node scripts/doc-snippets.mjs writes them)", () => {
  const pages = pagesWithFiles();
  expect(pages.map(({ page }) => page)).toContain("adapters/write-your-own.md");
  for (const { page, text, wanted } of pages) expect(text, page).toBe(wanted);
});
