import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";
import { startServer, type TestServer } from "../../testing/running-server.js";

let directory: string;
let server: TestServer;
const locally: Record<string, unknown[]> = {};

const run = (...words: string[]) =>
  runRevimg(["search", "photos/picture-000.jpg", ...words], { directory });

/** Options of a search, and the numbers of the pictures that it may find. */
const searches: [string[], number[]][] = [
  [
    ["--domain", "a.example"],
    [0, 2, 4],
  ],
  [
    ["--domain", "a.example", "--domain", "b.example"],
    [0, 1, 2, 3, 4, 5],
  ],
  [
    ["--tag", "red"],
    [0, 3, 6],
  ],
  [["--tag", "red", "--tag", "Round"], [6]],
  [["--tag", "red", "--filter", '{"tags":["round"]}'], [6]],
  [["--filter", '{"width":{"gte":500}}'], [8]],
  [["--filter", '{"domain":"b.example","tags":"red"}'], [3]],
  [["--domain", "a.example", "--filter", '{"created_at":{"lt":"2001-01-01"}}'], []],
];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-filter-"));
  const photos = join(directory, "photos");
  await drawFolder(photos, 8);
  await sharp(join(photos, "picture-007.jpg")).resize(640).toFile(join(photos, "picture-008.jpg"));
  const rows = [0, 1, 2, 3, 4, 5, 6, 7].map((number) => ({
    filename: `picture-00${number}.jpg`,
    ...(number < 6 && { source_url: `https://${"ab"[number % 2]}.example/${number}.jpg` }),
    tags: [...(number % 3 === 0 ? ["red"] : []), ...(number > 5 ? ["round"] : [])],
  }));
  await writeFile(
    join(photos, "metadata.jsonl"),
    rows.map((row) => JSON.stringify(row)).join("\n"),
  );
  await runRevimg(["index", "photos", "--model", "mini"], { directory });
  for (const [words] of searches) {
    const { stdout } = await run(...words, "--json");
    locally[words.join(" ")] = readLines(stdout)[0]?.similar_images as unknown[];
  }
  server = await startServer(directory);
});

afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true });
});

const numbers = (images: unknown) =>
  (images as { filename: string }[]).map(({ filename }) => Number(filename.slice(8, 11))).sort();

describe("a search among some of the pictures", () => {
  it.each(searches)("finds those that match: %j", (words, expected) => {
    expect(numbers(locally[words.join(" ")])).toEqual(expected);
  });

  it.each(searches)("finds the same through a server: %j", async (words, expected) => {
    const { exitCode, stdout } = await run(...words, "--json", "--server", server.url);
    expect(exitCode).toBe(0);
    expect(numbers(readLines(stdout)[0]?.similar_images)).toEqual(expected);
  });

  it("says that none matches, rather than nothing", async () => {
    const { exitCode, stdout } = await run("--tag", "blue", "--server", server.url);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "Nothing found that matches the filter among 9 pictures.\n",
    });
  });

  it("refuses a filter of unknown parts, and two domains, with exit code 2", async () => {
    const unknown = await run("--filter", '{"colour":"red"}', "--server", server.url);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain("colour");
    const twice = await run("--domain", "a.example", "--filter", '{"domain":"b.example"}');
    expect(twice.exitCode).toBe(2);
    expect(twice.stderr).toBe("revimg: --domain and --filter both name a domain. Give one.\n");
  });
});
