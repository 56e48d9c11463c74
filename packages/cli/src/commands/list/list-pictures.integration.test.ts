import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawFolder, drawPicture } from "../../testing/pictures.js";
import { readLines, runProcess, runRevimg } from "../../testing/run-revimg.js";

let directory: string;

const run = (...words: string[]) => runRevimg(words, { directory });

async function listed(...words: string[]): Promise<string[]> {
  const { stdout } = await run("list", "--sort", "name", "--json", ...words);
  if (stdout === "") return [];
  return readLines(stdout).flatMap(({ filename }) => (filename ? [String(filename)] : []));
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-list-"));
  await drawFolder(join(directory, "photos"), 4);
  const tagged = { filename: "picture-001.jpg", tags: ["red"], title: "The red one" };
  await writeFile(join(directory, "photos/metadata.jsonl"), JSON.stringify(tagged));
  await writeFile(join(directory, "photos/broken.jpg"), "no picture");
  await run("index", "photos", "--model", "mini");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it("lists, page by page, what the options name", async () => {
  const { exitCode, stdout, stderr } = await run("list", "--sort", "name", "--limit", "3");
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    expect.stringMatching(/^Id\s+Added\s+Pixels\s+Size\s+Picture$/),
    expect.stringMatching(/^[0-9a-f-]{36} {2}\d{4}-\d\d-\d\d {2}320 x 240 .* picture-000\.jpg$/),
  ]);
  const [, cursor] = /revimg list --sort name --limit 3 --cursor (\S+)/.exec(stderr)!;
  expect(await listed("--cursor", cursor!)).toEqual(["picture-003.jpg"]);
  expect(await listed("--tag", "red")).toEqual(["picture-001.jpg"]);
  expect(await listed("--folder", "photos", "--tag", "red")).toEqual(["picture-001.jpg"]);
  expect(await listed("--folder", "photo")).toEqual([]);
  expect(await listed("--limit", "1", "--all")).toHaveLength(4);
  expect((await listed("--reverse"))[0]).toBe("picture-003.jpg");
  expect((await run("list", "--tag", "blue")).stdout).toBe("No picture matches the filter.\n");
});

it("commands that ask no model load none", async () => {
  const file = join(directory, "loaded.mjs");
  await writeFile(
    file,
    `process.on("exit", () => {
       const { sharedObjects } = process.report.getReport();
       const isLoaded = sharedObjects.some((path) => path.includes("onnxruntime"));
       process.stderr.write(isLoaded ? "loaded" : "not loaded");
     });`,
  );
  const environment = { NODE_OPTIONS: `--import=${pathToFileURL(file)}` };
  const loaded = async (...words: string[]) =>
    (await runProcess(words, { directory, environment })).stderr;
  expect(await loaded("list", "--limit", "9")).toBe("not loaded");
  expect(await loaded("verify")).toBe("not loaded");
  expect(await loaded("search", "photos/picture-000.jpg")).toBe("loaded");
});

it("shows and edits a picture", async () => {
  const [id] = readLines((await run("list", "--tag", "red", "--json")).stdout).map(({ id }) => id);
  const shown = await run("show", String(id));
  expect(shown.stdout).toContain("The red one (picture-001.jpg)");
  expect(shown.stdout).toMatch(/Tags of files +red/);
  expect(shown.stdout).toMatch(/From +photos.picture-001\.jpg/);
  const words = [
    "--title",
    "New",
    "--tag",
    "bag",
    "--attribute",
    "price=5",
    "--attribute",
    "sku=A",
  ];
  const edited = await run("edit", String(id), ...words, "--json");
  expect(readLines(edited.stdout)[0]).toMatchObject({
    ...{ id, title: "New", attributes: { price: 5, sku: "A" } },
    created_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  const undone = await run(
    "edit",
    String(id),
    "--no-title",
    "--remove-attribute",
    "price",
    "--json",
  );
  expect(readLines(undone.stdout)[0]).toMatchObject({
    ...{ title: "The red one", attributes: { sku: "A" } },
    tags: expect.arrayContaining([{ tag: "bag", confidence: 1, origin: "user" }]),
  });
  const nothing = await run("edit", String(id));
  expect(nothing.exitCode).not.toBe(0);
  expect(nothing.stderr).toContain("There is nothing to change.");
  const unknown = await run("show", "0d6f1f6e-5b0c-5c62-9d6f-3f6f3c1c7a10");
  expect(unknown.stderr).toContain("There is no picture with the id");
});

it("tells the failures, and indexes them again once they are mended", async () => {
  const failures = await run("failures");
  expect(failures.stdout).toMatch(/^photos.broken\.jpg +\S/m);
  expect((await run("retry")).exitCode).toBe(3);
  await drawPicture(join(directory, "photos/broken.jpg"), 9);
  const retried = await run("retry");
  expect(retried.exitCode).toBe(0);
  expect((await run("failures")).stdout).toBe("There are no failures.\n");
  expect((await run("retry")).stdout).toBe("There are no failures.\n");
  expect(await listed()).toHaveLength(5);
});

it("deletes by a filter only with a yes, and says which ids are unknown", async () => {
  const refused = await run("delete", "--tag", "bag");
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain("--yes");
  expect(await listed()).toHaveLength(5);
  const deleted = await run("delete", "--tag", "bag", "--yes");
  expect(deleted.stdout).toBe("1 picture deleted from the index.\n");
  const [id] = readLines((await run("list", "--json")).stdout).map(({ id }) => String(id));
  const some = await run("delete", id!, "0d6f1f6e-5b0c-5c62-9d6f-3f6f3c1c7a10");
  expect(some).toMatchObject({ exitCode: 3, stdout: expect.stringContaining("1 id is not") });
  expect(await listed()).toHaveLength(3);
  expect((await run("delete")).stderr).toContain("Name the pictures");
});
