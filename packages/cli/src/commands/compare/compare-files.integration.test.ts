import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawPicture } from "../../testing/pictures.js";
import { runRevimg } from "../../testing/run-revimg.js";

let directory: string;

const run = (words: string[], input?: Uint8Array) =>
  runRevimg(["compare", ...words], { directory, ...(input && { input }) });

const create = { width: 300, height: 200, channels: 3, background: "#778" } as const;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-compare-"));
  await drawPicture(join(directory, "one.jpg"), 1);
  await drawPicture(join(directory, "two.jpg"), 2);
  await sharp(join(directory, "one.jpg")).flop().toFile(join(directory, "mirrored.jpg"));
  await sharp({ create }).toFile(join(directory, "plain.png"));
});
afterAll(() => rm(directory, { recursive: true }));

it("ends with 0 for the same picture and says what was changed", async () => {
  const { exitCode, stdout } = await run(["one.jpg", "mirrored.jpg"]);
  expect(stdout.split("\n")).toEqual([
    "edited: the same picture, changed.",
    "Edits: mirrored",
    expect.stringMatching(/^Shown of the original: (9[5-9]|100) %$/),
    expect.stringMatching(/^Filled of the copy: (9[5-9]|100) %$/),
    expect.stringMatching(/^Similarity: 0\.9\d\d$/),
    "",
  ]);
  expect(exitCode).toBe(0);
});

it("reads one of them from the standard input, and prints JSON", async () => {
  const input = await readFile(join(directory, "one.jpg"));
  const { exitCode, stdout } = await run(["one.jpg", "-", "--json"], input);
  expect(JSON.parse(stdout)).toEqual({
    tier: "exact",
    evidence: {
      ...{ by: "bytes", edits: [], overlap: 1, query_overlap: 1, rotation: 0 },
      transform: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    },
    similarity: expect.closeTo(1, 5),
  });
  expect(exitCode).toBe(0);
});

it("ends with 1 for different pictures, and with 4 where it can't be told", async () => {
  expect(await run(["one.jpg", "two.jpg"])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/^different: two pictures\.\nSimilarity: /),
  });
  expect(await run(["one.jpg", "plain.png"])).toMatchObject({
    exitCode: 4,
    stdout: expect.stringMatching(/^too plain to tell: /),
  });
});

it("ends with 2 for wrong usage, and with the code of an error", async () => {
  expect(await run(["-", "-"])).toMatchObject({ exitCode: 2 });
  expect(await run(["one.jpg"])).toMatchObject({ exitCode: 2 });
  expect(await run(["one.jpg", "none.jpg"])).toMatchObject({
    exitCode: 15,
    stderr: "revimg: There is no file none.jpg.\n",
  });
});
