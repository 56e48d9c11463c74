import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg, startRevimg } from "../../testing/run-revimg.js";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-cli-migrate-"));
  await drawFolder(join(directory, "photos"), 8);
  const indexed = await runRevimg(["index", "./photos", "--originals", "copy"], {
    directory,
    environment: { REVIMG_MODEL: "mini" },
  });
  expect(indexed.exitCode).toBe(0);
  return () => rm(directory, { recursive: true, force: true });
});

test("an index is copied to where a configuration file says, and is whole there", async () => {
  await writeFile(
    join(directory, "new.config.mjs"),
    'export default { dataDirectory: "./new", blobs: "./pictures", collection: "moved" };',
  );
  // The environment is the source's alone.
  const environment = { REVIMG_DATA: "./revimg-data" };
  const moved = await runRevimg(["migrate", "--to", "new.config.mjs"], { directory, environment });
  expect(moved.stderr).toBe("");
  expect(moved.stdout).toMatch(/^Copied 8 rows; 16 stored files \(.+\) in .+\.\n/);
  expect(moved.stdout).toContain("Rows      8 here, 8 there\nVectors   8 here, 8 there\n");
  expect(moved.stdout).toContain("Both sides are the same.");
  expect(moved.exitCode).toBe(0);
  const there = { directory, environment: { REVIMG_CONFIG: "new.config.mjs" } };
  const verified = await runRevimg(["verify"], there);
  expect(verified.stdout).toBe("Everything fits: 8 rows, 8 vectors, 16 stored files.\n");
  const found = await runRevimg(["search", "photos/picture-003.jpg", "--json"], there);
  expect(JSON.parse(found.stdout).similar_images[0]).toMatchObject({ tier: "exact" });
});

test("a copy that is stopped goes on with the same command, and --json tells the result", async () => {
  const words = ["migrate", "--to-data", "./again", "--json"];
  const { child, ended } = startRevimg(words, { directory });
  onTestFinished(() => void child.kill("SIGKILL"));
  setTimeout(() => child.kill("SIGKILL"), 250);
  await ended;
  const again = await runRevimg(words, { directory });
  expect(readLines(again.stdout).at(-1)).toMatchObject({
    type: "finished",
    problems: 0,
    progress: { done: 8, total: 8 },
    report: { rows: { source: 8, target: 8 }, searches: { asked: 8, agreement: 1 }, matches: true },
  });
  expect(again.exitCode).toBe(0);
});

test("an index is exported to a folder and imported from it", async () => {
  const exported = await runRevimg(["export", "./export"], { directory });
  expect(exported.stderr).toBe("");
  expect(exported.stdout).toMatch(/^Exported 8 rows; 16 stored files \(.+\) in .+\.\n$/);
  expect(exported.exitCode).toBe(0);
  const words = ["import", "./export", "--data", "./imported"];
  const imported = await runRevimg(words, { directory });
  expect(imported.stdout).toContain("Rows      8 in the folder, 8 in the index\n");
  expect(imported.stdout).toContain("Both sides are the same.");
  expect(imported.exitCode).toBe(0);
  const verified = await runRevimg(["verify", "--data", "./imported"], { directory });
  expect(verified.stdout).toBe("Everything fits: 8 rows, 8 vectors, 16 stored files.\n");
  await appendFile(join(directory, "export", "rows.jsonl"), "{}");
  const damaged = await runRevimg(["import", "./export", "--data", "./other"], { directory });
  expect(damaged).toMatchObject({ exitCode: 2 });
  expect(damaged.stderr).toContain("rows.jsonl");
});

test("a command that names no target, or the source, is refused", async () => {
  const nowhere = await runRevimg(["migrate"], { directory });
  expect(nowhere).toMatchObject({ exitCode: 2 });
  expect(nowhere.stderr).toContain("--to ./target.config.ts");
  const itself = await runRevimg(["migrate", "--to-data", "./revimg-data"], { directory });
  expect(itself).toMatchObject({ exitCode: 2 });
  expect(itself.stderr).toContain("Source and target are the same index");
});
