import { mkdtemp, readdir, rename, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-verify-"));
  await drawFolder(join(directory, "photos"), 6);
  await run("index", "photos", "--model", "mini");
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });
const whole = "Everything fits: 6 rows, 6 vectors, 6 stored files.\n";

async function thumbnails(): Promise<string[]> {
  const folder = join(directory, "revimg-data/default/blobs/thumbnails");
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".jpg")).map((name) => join(folder, name));
}

describe("revimg verify", () => {
  it("says that everything fits, with exit code 0", async () => {
    expect(await run("verify")).toEqual({ exitCode: 0, stdout: whole, stderr: "" });
    const { exitCode, stdout } = await run("verify", "--json");
    expect(exitCode).toBe(0);
    expect(readLines(stdout)).toEqual([
      {
        type: "finished",
        checked: { rows: 6, vectors: 6, blobs: 6 },
        problems: expect.objectContaining({ thumbnail_missing: 0, unfinished: 0 }),
        left: 0,
      },
    ]);
  });

  it("names a picture without a thumbnail and a file without a picture, and mends them with --repair", async () => {
    const [first] = await thumbnails();
    await rename(first!, first!.replace(/[0-9a-f]{8}\.jpg$/, "00000000.jpg"));
    const { exitCode, stdout, stderr } = await run("verify");
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: "" });
    expect(stdout).toMatch(/^picture-00\d\.jpg \([0-9a-f-]{36}\): its thumbnail is missing$/m);
    expect(stdout).toMatch(/^thumbnails\/\S+00000000\.jpg: a stored file of no picture$/m);
    expect(stdout).toContain("\n2 problems in 6 rows, 6 vectors, 6 stored files.\n");
    expect(stdout).toMatch(/^To mend: revimg verify --repair$/m);

    const json = await run("verify", "--json");
    expect(json.exitCode).toBe(3);
    expect(readLines(json.stdout)).toEqual([
      {
        type: "problem",
        kind: "thumbnail_missing",
        subject: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: expect.stringMatching(/^picture-/),
        outcome: "found",
      },
      {
        type: "problem",
        kind: "blob_orphan",
        subject: expect.stringMatching(/^thumbnails\//),
        name: null,
        outcome: "found",
      },
      expect.objectContaining({ type: "finished", left: 2 }),
    ]);

    const repaired = await run("verify", "--repair");
    expect(repaired.exitCode).toBe(0);
    expect(repaired.stdout).toMatch(/its thumbnail is missing: mended$/m);
    expect(repaired.stdout).toMatch(/a stored file of no picture: removed$/m);
    expect(repaired.stdout).toContain("All are mended or removed.\n");
    expect((await run("verify")).stdout).toBe(whole);
  });

  it("reads the stored files with --bytes, and makes a thumbnail anew that a disk has cut short", async () => {
    const [first] = await thumbnails();
    await truncate(first!, 40);
    expect((await run("verify")).stdout).toBe(whole);
    const { exitCode, stdout } = await run("verify", "--bytes", "--repair");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/its thumbnail can't be read: mended$/m);
    expect((await run("verify", "--bytes")).stdout).toBe(whole);
  });

  it("leaves a picture whose file is gone to the user, with the command that helps", async () => {
    const file = join(directory, "photos/picture-004.jpg");
    await rename(file, `${file}.away`);
    const words = ["verify", "--data", "revimg-data", "--repair"];
    const { exitCode, stdout } = await run(...words);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^picture-004\.jpg \(\S+\): its file was moved, changed or deleted: nothing to mend it from; index the picture again$/m,
    );
    expect(stdout).toMatch(/^Left for you: 1 problem\./m);
    expect(stdout).toContain("revimg index <folder> --data revimg-data");
    await rename(`${file}.away`, file);
    expect((await run("verify")).stdout).toBe(whole);
  });

  it("refuses where there is no index", async () => {
    const { exitCode, stderr } = await run("verify", "--data", "elsewhere");
    expect(exitCode).toBe(15);
    expect(stderr).toContain("There is no index in elsewhere.");
  });
});
