import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { reported } from "../scripts/api-report.mjs";
import { apiReport } from "../scripts/lib/api-report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

test.each(reported)(
  "packages/%s/api-report.txt is what the package exports (node scripts/api-report.mjs writes it)",
  async (name) => {
    const folder = join(root, "packages", name);
    expect(await readFile(join(folder, "api-report.txt"), "utf8")).toBe(apiReport(folder));
  },
);

test("a report has what is exported and what that leads to, and nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "revimg-api-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const exports = { "./a": { types: "./dist/a.d.ts" }, "./package.json": "./package.json" };
  await mkdir(join(folder, "dist"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "p", exports }));
  await writeFile(
    join(folder, "dist/chunk.d.ts"),
    "/** Said. */ interface B { c: number }\ninterface Unused {}\nexport type { B as b, Unused };",
  );
  await writeFile(
    join(folder, "dist/a.d.ts"),
    'import type { b as B } from "./chunk.js";\ndeclare function a(value: B): void;\nexport { a as z };',
  );
  expect(apiReport(folder)).toBe(
    "p/a:\n  z\n\nfunction a(value: B): void;\n\ninterface B {\n    c: number;\n}\n",
  );
});
