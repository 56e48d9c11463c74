import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clipModelFolder } from "@revimg/testing/clip-model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;
let clip: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-reindex-"));
  clip = join(await clipModelFolder({ size: "tiny" }), "manifest.json");
  await drawFolder(join(directory, "photos"), 5);
  await run("index", "photos", "--model", "mini");
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });

describe("revimg reindex", () => {
  it("stays with the model when an original is gone, and says what helps", async () => {
    const away = join(directory, "photos/picture-002.jpg");
    await rm(away);
    const { exitCode, stdout } = await run("reindex", "--model", clip);
    expect(exitCode).toBe(3);
    expect(stdout).toContain("picture-002.jpg: The original of picture-002.jpg is gone");
    expect(stdout).toContain("1 picture could not be embedded, so the index stays with mini");
    expect(stdout).toContain("--thumbnails");
  });

  it("moves the index, and removes the vectors of before when asked", async () => {
    const { exitCode, stdout } = await run("reindex", "--model", clip, "--thumbnails");
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/moved from mini\S* to clip-tiny\S*: 1 picture embedded, 1 from/);
    const found = await run("search", "photos/picture-003.jpg", "--json");
    expect(readLines(found.stdout)[0]).toMatchObject({
      similar_images: expect.arrayContaining([
        expect.objectContaining({ filename: "picture-003.jpg", tier: "exact" }),
      ]),
    });
    expect((await run("reindex", "--drop-previous")).stdout).toContain("are removed");
    expect((await run("reindex", "--drop-previous")).stdout).toContain("There are no vectors");
    expect((await run("verify")).exitCode).toBe(3);
  });

  it("prints each step as JSON", async () => {
    const { exitCode, stdout } = await run("reindex", "--model", "mini", "--thumbnails", "--json");
    expect(exitCode).toBe(0);
    const lines = readLines(stdout) as { type: string }[];
    expect(lines.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["started", "embedded", "switched", "finished"]),
    );
    expect(lines.at(-1)).toMatchObject({
      is_switched: true,
      progress: { done: 5, total: 5, failed: 0, from_thumbnails: 1 },
    });
  });

  it("tells a move to another number format from none", async () => {
    const half = join(await clipModelFolder({ size: "tiny", dtype: "fp16" }), "manifest.json");
    const whole = join(
      await clipModelFolder({ size: "tiny", id: "clip-tiny-fp16-seed-1" }),
      "manifest.json",
    );
    expect((await run("reindex", "--model", half, "--thumbnails")).stdout).toContain(
      "has moved from",
    );
    const { exitCode, stdout } = await run("reindex", "--model", whole, "--thumbnails");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/moved to another format of clip-tiny\S*: \d pictures? embedded/);
    const again = await run("reindex", "--model", whole, "--thumbnails");
    expect(again.stdout).toContain("already");
  });

  it("asks for one task", async () => {
    const { exitCode, stderr } = await run("reindex");
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("Say one of --model, --drop-previous and --abandon.");
  });
});
