import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder, drawPicture } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-index-"));
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });

describe("files that can't be indexed", () => {
  it("are listed with their reasons, and the rest is indexed: exit code 3", async () => {
    const folder = join(directory, "mixed");
    await drawFolder(folder, 3, 100);
    const whole = await readFile(join(folder, "picture-000.jpg"));
    await writeFile(join(folder, "broken.jpg"), whole.subarray(0, 300));
    await writeFile(join(folder, "text.jpg"), "This is no picture.");
    await writeFile(join(folder, "empty.png"), "");
    const { exitCode, stdout } = await run("index", "mixed", "--data", "mixed-data");
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^ {2}3 added$/m);
    expect(stdout).toMatch(/^3 files could not be indexed:$/m);
    for (const name of ["broken.jpg", "text.jpg", "empty.png"]) {
      expect(stdout).toMatch(new RegExp(`^ {2}mixed/${name}: \\S.+\\.$`, "m"));
    }
  });

  it("are events of their own with --json, whose last line is the summary", async () => {
    await mkdir(join(directory, "one-bad"));
    await drawPicture(join(directory, "one-bad/good.png"), 7);
    await writeFile(join(directory, "one-bad/bad.png"), "no");
    const { exitCode, stdout, stderr } = await run(
      "index",
      "one-bad",
      "--data",
      "json-data",
      "--json",
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: "" });
    const lines = readLines(stdout);
    expect(lines.map(({ type }) => type).sort()).toEqual([
      "added",
      "failed",
      "finished",
      "started",
    ]);
    expect(lines.at(-1)).toEqual({
      type: "finished",
      progress: {
        done: 2,
        total: 2,
        added: 1,
        updated: 0,
        unchanged: 0,
        failed: 1,
        bytes: expect.any(Number),
        elapsed_ms: expect.any(Number),
        pictures_per_second: expect.toSatisfy((rate) => rate === null || rate >= 0),
        remaining_ms: expect.toSatisfy((ms) => ms === null || ms === 0),
        queues: { listed: 0, reading: 0, writing: 0 },
      },
      failures: [
        expect.objectContaining({
          name: join(directory, "one-bad/bad.png"),
          code: "image_decode_failed",
        }),
      ],
    });
  });
});

describe("--prune", () => {
  it("removes what is gone, says so, and asks for force where most is gone", async () => {
    const folder = join(directory, "shrinking");
    await drawFolder(folder, 4, 200);
    const data = ["--data", "shrinking-data"];
    await run("index", "shrinking", ...data);
    await rm(join(folder, "picture-000.jpg"));
    const first = await run("index", "shrinking", "--prune", ...data);
    expect(first).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 picture removed: its file is gone from shrinking"),
    });
    await rm(join(folder, "picture-001.jpg"));
    await rm(join(folder, "picture-002.jpg"));
    const second = await run("index", "shrinking", "--prune", ...data);
    expect(second.exitCode).toBe(3);
    expect(second.stdout).toContain("2 of 3 files are gone");
    const third = await run("index", "shrinking", "--prune=force", "--json", ...data);
    expect(readLines(third.stdout)).toContainEqual(
      expect.objectContaining({ type: "pruned", folder: `${folder}/`, removed: 2 }),
    );
    const wrong = await run("index", "--prune", "shrinking", ...data);
    expect(wrong).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Put --prune last"),
    });
  });
});
