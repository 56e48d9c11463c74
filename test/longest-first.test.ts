import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { longestFirst } from "../scripts/lib/longest-first.mjs";

test("the longest files come first, a new file where files of its kind usually are", () => {
  const known = { "a.test.ts": 1, "b.test.ts": 30, "c.integration.test.ts": 10 };
  const paths = [...Object.keys(known), "new.test.ts", "new.integration.test.ts"];
  const specifications = paths.map((path) => ({
    moduleId: `/checkout/${path}`,
    project: { name: path.includes(".integration.") ? "integration" : "unit" },
  }));
  const sorted = longestFirst(specifications, known, "/checkout");
  expect(sorted.map(({ moduleId }) => moduleId)).toEqual([
    "/checkout/b.test.ts",
    "/checkout/new.integration.test.ts",
    "/checkout/c.integration.test.ts",
    "/checkout/new.test.ts",
    "/checkout/a.test.ts",
  ]);
});

test("every kept duration is that of a file that is there", async () => {
  const kept = await readFile(new URL("durations.json", import.meta.url), "utf8");
  const durations: [string, number][] = Object.entries(JSON.parse(kept));
  const gone = durations.filter(
    ([path]) => !existsSync(fileURLToPath(new URL(`../${path}`, import.meta.url))),
  );
  expect(gone).toEqual([]);
  expect(durations.length).toBeGreaterThan(0);
});
