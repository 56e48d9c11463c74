import { access, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawPicture } from "./testing/pictures.js";
import { readLines, runRevimg } from "./testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-errors-"));
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });

describe("what can't be done is said with the next step", () => {
  it.each([
    [
      "a search before anything is indexed",
      ["search", "x.png", "--data", "none"],
      15,
      "Make one first: revimg index <folder> --data none",
    ],
    ["stats of no index", ["stats", "--data", "none"], 15, "There is no index in none."],
    [
      "a picture that is not there",
      ["search", "y.png", "--data", "none"],
      15,
      "There is no file y.png.",
    ],
    [
      "a path that is not there",
      ["index", "fotos", "--data", "none"],
      15,
      "There is no file or folder fotos.",
    ],
    ["a search with a folder", ["search", "empty", "--data", "none"], 2, "revimg index empty"],
    [
      "a search with an address of this computer",
      ["search", "http://127.0.0.1:80/a.jpg", "--data", "full"],
      24,
      "does not lead to the public internet",
    ],
    [
      "indexing through a server",
      ["index", "empty", "--server", "http://127.0.0.1:9"],
      12,
      "Stop the server",
    ],
    [
      "a server that is not there",
      ["search", "x.png", "--server", "http://127.0.0.1:9"],
      15,
      "No server answers at http://127.0.0.1:9",
    ],
  ])("%s", async (_, words, code, message) => {
    await mkdir(join(directory, "empty"), { recursive: true });
    await drawPicture(join(directory, "x.png"), 1);
    if (words.includes("full")) await run("index", "x.png", "--data", "full", "--model", "mini");
    const { exitCode, stdout, stderr } = await run(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: "" });
    expect(stderr).toMatch(/^revimg: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    await expect(access(join(directory, "none"))).rejects.toThrow();
  });

  it("as JSON where that was asked for", async () => {
    const { exitCode, stdout, stderr } = await run("stats", "--data", "none", "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 15, stderr: "" });
    expect(readLines(stdout)).toEqual([
      { error: expect.objectContaining({ code: "not_found", retryable: false }) },
    ]);
  });

  it("with the place in the program for --verbose", async () => {
    expect((await run("stats", "--data", "none", "--verbose")).stderr).toMatch(/^\s+at .*revimg/m);
  });

  it("a folder without pictures is no error", async () => {
    await mkdir(join(directory, "empty"), { recursive: true });
    const { exitCode, stdout } = await run("index", "empty", "--data", "empty-data");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining("No pictures were found"),
    });
    await drawPicture(join(directory, "x.png"), 1);
    const search = await run("search", "x.png", "--data", "empty-data");
    expect(search.stdout).toBe(
      "The index is empty. Fill it first: revimg index <folder> --data empty-data\n",
    );
  });

  it("nothing over the standard input", async () => {
    const { exitCode, stderr } = await run("search", "-");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Nothing came over the standard input.");
  });
});
