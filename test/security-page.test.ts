import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = await readFile(join(root, "SECURITY.md"), "utf8");
const linksOf = (text: string) => [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, to]) => to!);

test("every guard of SECURITY.md names its tests", () => {
  const guarded = page.split("## What is guarded")[1]?.split("\n## ")[0] ?? "";
  const rows = guarded.split("\n").filter((line) => /^\| (?!threat)/.test(line));
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const tests = linksOf(row.split("|")[3] ?? "");
    expect(tests.length, row).toBeGreaterThan(0);
    for (const path of tests) expect(path).toMatch(/\.test\.ts$/);
  }
});

test("SECURITY.md links to files that are there", () => {
  const links = linksOf(page);
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
