import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-search-"));
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });

describe("an indexed folder", () => {
  let first: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    await drawFolder(join(directory, "photos"), 12);
    const sidecar = {
      title: "Discs at noon",
      source_url: "https://www.example.com/discs/3.jpg",
      author: "A. Painter",
      license: "CC0",
      tags: ["discs"],
    };
    await writeFile(join(directory, "photos/picture-003.jpg.json"), JSON.stringify(sidecar));
    first = await run("index", "photos");
  });

  it("is counted in the summary of the first run", () => {
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/^Went through 12 pictures in .*:\n {2}12 added\n$/);
  });

  it("gives nothing new to a second run, which says so", async () => {
    expect(await run("index", "photos")).toMatchObject({
      exitCode: 0,
      stdout: "Nothing new: 12 pictures were already indexed.\n",
    });
  });

  it("is found by its own file first, with what the sidecar says", async () => {
    const { exitCode, stdout } = await run("search", "photos/picture-003.jpg", "--limit", "3");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^#\s+Similarity\s+Match\s+Picture\s+From$/m);
    expect(stdout).toMatch(
      /^1 +1\.000 +exact +Discs at noon \(picture-003\.jpg\) +https:\/\/www\.example\.com\/discs\/3\.jpg/m,
    );
    expect(stdout.match(/^\d+ .*(exact|edited|similar)/gm)).toHaveLength(3);
    expect(stdout).not.toContain("\x1b");
  });

  it("is found by a smaller copy over the standard input", async () => {
    const input = await sharp(join(directory, "photos/picture-007.jpg"))
      .resize(160)
      .jpeg()
      .toBuffer();
    const { exitCode, stdout } = await runRevimg(["search", "-", "--json"], { directory, input });
    expect(exitCode).toBe(0);
    expect(readLines(stdout)[0]).toMatchObject({
      similar_images: [{ filename: "picture-007.jpg" }, ...Array(11).fill({})],
    });
  });

  it("prints the wire format with --json, and the files", async () => {
    const { stdout } = await run("search", "photos/picture-003.jpg", "--limit", "1", "--json");
    const [answer, ...rest] = readLines(stdout);
    expect(rest).toEqual([]);
    expect(Object.keys(answer!)).toEqual([
      "keywords",
      "keyword_details",
      "similar_images",
      "next_cursor",
      "min_similarity",
      "truncated",
    ]);
    expect(answer!.similar_images).toEqual([
      expect.objectContaining({
        similarity: expect.closeTo(1, 3),
        tier: "exact",
        source_url: "https://www.example.com/discs/3.jpg",
        source_domain: "example.com",
        author: "A. Painter",
        license: "CC0",
        paths: [join(directory, "photos/picture-003.jpg")],
      }),
    ]);
  });

  it("leaves out what is less similar than --min-similarity", async () => {
    const { stdout } = await run("search", "photos/picture-003.jpg", "--min-similarity", "0.9999");
    expect(stdout.match(/^\d+ .*(exact|edited|similar)/gm)).toHaveLength(1);
  });

  it("is described by stats", async () => {
    const { stdout } = await run("stats");
    expect(stdout).toMatch(/^Index +\.\/revimg-data$/m);
    expect(stdout).toMatch(/^Pictures +12$/m);
    expect(readLines((await run("stats", "--json")).stdout)[0]).toMatchObject({
      count: 12,
      failed: 0,
      pending: 0,
    });
  });
});
