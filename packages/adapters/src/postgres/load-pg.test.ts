import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openPool } from "./load-pg.js";

test("a package that is not installed is named with the command that installs it", async () => {
  const absent = "pg-that-is-not-installed";
  await expect(openPool({}, "postgres", absent, () => import(absent))).rejects.toMatchObject({
    code: "missing_dependency",
    message: expect.stringContaining("npm install pg"),
  });
});

test("a package that is there and fails to load is another error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "revimg-pg-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = pathToFileURL(join(folder, "broken.mjs"));
  await writeFile(file, 'throw new Error("the binding is broken");');
  await expect(openPool({}, "postgres", "pg", () => import(file.href))).rejects.toMatchObject({
    code: "dependency_load_failed",
    message: expect.stringContaining("the binding is broken"),
  });
});
