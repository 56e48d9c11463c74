import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readKeptFigures } from "./kept-figures.js";
import { renderPage, renderReadme } from "./render-page.js";

const place = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const read = (path: string) => readFile(place(path), "utf8");
const figures = await readKeptFigures(place("packages/bench/figures.json"));

it("docs/benchmarks.md and README show the kept figures (pnpm -s bench --page --only-write)", async () => {
  expect(await read("docs/benchmarks.md")).toBe(renderPage(figures));
  const readme = await read("README.md");
  expect(readme).toBe(renderReadme(readme, figures));
  expect(readme.match(/^\| .*-s bench \w+` \|$/gm)).toHaveLength(3);
});

it("every section names its command, day, commit and machine; a quick run says so", async () => {
  const quick = {
    ...{ commit: "0123abc+", date: "2026-11-30", machine: "2 cores, Node 20", seconds: 3 },
    ...{ quick: true, rows: [{ what: "a | b", figure: "1" }] },
  };
  const page = renderPage({ scan: quick });
  expect(page).toContain(
    "`npx pnpm@10 -s bench scan --quick`, measured on 2026-11-30 at commit `0123abc+`, roughly.",
  );
  expect(page).toContain("| a \\| b | 1 |");
});

it("a README without a place for figures is refused", () => {
  expect(() => renderReadme("# revimg", figures)).toThrow("no place");
});
