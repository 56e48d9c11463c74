import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeptUploads } from "./kept-uploads";

let directory: string;
const picture = (size: number, name = "koi.jpg") => ({ name, bytes: new Uint8Array(size).fill(7) });

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "revimg-kept-")), "uploads");
});

afterEach(() => rm(join(directory, ".."), { recursive: true, force: true }));

test("a picture is found again by its id, also by the next server", async () => {
  const id = await new KeptUploads({ directory }).keep(picture(10, "a\nb.jpg"));
  expect(id).toMatch(/^[\w-]{24}$/);
  const kept = await new KeptUploads({ directory }).read(id);
  expect(kept?.name).toBe("a\nb.jpg");
  expect([...(kept?.bytes ?? [])]).toEqual(Array(10).fill(7));
});

test.each(["", "..", "../../etc/passwd", "a".repeat(24), "a".repeat(23).concat("/")])(
  "%j is no picture",
  async (id) => {
    const uploads = new KeptUploads({ directory });
    expect(await uploads.read(id)).toBeNull();
    await uploads.keep(picture(1));
    expect(await uploads.read(id)).toBeNull();
  },
);

test("an old picture is gone, and its file with the next one", async () => {
  let now = Date.now();
  const uploads = new KeptUploads({ directory, maxAgeMs: 1_000, now: () => now });
  const id = await uploads.keep(picture(1));
  expect(await uploads.read(id)).not.toBeNull();
  now += 60_000;
  expect(await uploads.read(id)).toBeNull();
  const leftover = join(directory, "cut-off.part");
  await writeFile(leftover, "");
  await utimes(leftover, 1, 1);
  const fresh = await uploads.keep(picture(1));
  expect(await readdir(directory)).toEqual([fresh]);
});

test.each([
  ["bytes", { maxBytes: 1_100 }],
  ["count", { maxCount: 2 }],
])("the oldest make room when the %s are too many", async (_, bounds) => {
  const uploads = new KeptUploads({ directory, ...bounds });
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) {
    ids.push(await uploads.keep(picture(500)));
    const seconds = Date.now() / 1_000 - 10 + i;
    await utimes(join(directory, ids[i]!), seconds, seconds);
  }
  const last = await uploads.keep(picture(500));
  const left = (await readdir(directory)).sort();
  expect(left).toEqual([ids[3]!, last].sort());
});
