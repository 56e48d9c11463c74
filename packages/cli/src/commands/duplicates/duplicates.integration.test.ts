import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;

const run = (...words: string[]) => runRevimg(["duplicates", ...words], { directory });

interface Group {
  keep: { reason: string; path: string };
  members: { id: string; filename: string; tier: string | null; paths: string[] }[];
}

async function groups(...words: string[]): Promise<Group[]> {
  const lines = readLines((await run("--json", ...words)).stdout);
  expect(lines.at(-1)).toMatchObject({ type: "finished", groups: lines.length - 1 });
  return lines.slice(0, -1) as unknown as Group[];
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-duplicates-"));
  const photos = join(directory, "photos");
  await drawFolder(photos, 3);
  await mkdir(join(photos, "small"));
  await mkdir(join(photos, "again"));
  const small = sharp(join(photos, "picture-000.jpg")).resize(240);
  await small.jpeg().toFile(join(photos, "small/picture-000.jpg"));
  await copyFile(join(photos, "picture-001.jpg"), join(photos, "again/picture-001.jpg"));
  await runRevimg(["index", "photos", "--model", "mini"], { directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it("shows groups with the picture to keep, and why", async () => {
  const { exitCode, stdout } = await run();
  expect(exitCode).toBe(0);
  expect(stdout).toContain("It has the most pixels: 320 x 240.\n");
  expect(stdout).toMatch(/^ {2}keep +[0-9a-f-]{36} +320 x 240 .* photos.picture-000\.jpg$/m);
  expect(stdout).toMatch(
    /^ {2}edited: resaved +[0-9a-f-]{36} +240 x 180 .* photos.small.picture-000\.jpg$/m,
  );
  expect(stdout).toMatch(/^ {2}equal bytes +photos.(again.)?picture-001\.jpg$/m);
  expect(stdout).toMatch(/\n2 groups of duplicates; 4 pictures looked at\.\n$/);
});

it("shows only what is wanted, and goes on from a cursor", async () => {
  const edited = await groups("--tier", "edited", "--other-sizes", "--since", "2020-01-01");
  expect(edited.map(({ keep }) => keep.reason)).toEqual(["pixels"]);
  const first = await run("--limit", "1", "--across-folders", "--json");
  const [group, end] = readLines(first.stdout) as unknown as [Group, { next_cursor: string }];
  const rest = await groups("--cursor", end.next_cursor);
  const names = [group, ...rest].map(({ members }) => members[0]!.filename);
  expect(names.toSorted()).toEqual(["picture-000.jpg", "picture-001.jpg"]);
});

it("remembers what is said of pictures", async () => {
  const [group] = await groups("--other-sizes");
  const ids = group!.members.map(({ id }) => id);
  expect((await run("--different", ...ids)).stdout).toBe("2 pictures are different from now on.\n");
  expect(await groups("--other-sizes")).toEqual([]);
  expect((await run("--same", ...ids)).stdout).toBe("2 pictures are the same from now on.\n");
  expect(await groups("--other-sizes", "--confirmed")).toHaveLength(1);
  const both = await run("--same", ...ids, "--forget", ...ids);
  expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Give one of") });
});
