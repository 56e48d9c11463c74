import fs from "node:fs";
import { mkdir, readdir, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { collect, temporaryFolder } from "../../testing/temporary.js";
import { fsBlobs } from "./fs-blobs.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = async (stream: ReadableStream<Uint8Array>) => String(await buffer(stream));

/** Every file below a folder, by path. */
const filesIn = async (directory: string) => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

test("bytes come back whole, in a range, and replaced", async () => {
  await using blobs = fsBlobs({ directory: await temporaryFolder() });
  await blobs.put("a/b/one.bin", bytesOf("first"));
  expect(await blobs.put("a/b/one.bin", bytesOf("0123456789"))).toBe(true);
  await blobs.put("a/empty", new Uint8Array());
  const whole = await blobs.get("a/b/one.bin");
  expect(whole?.stat).toEqual({ size: 10, contentType: null });
  expect(await textOf(whole!.stream)).toBe("0123456789");
  const read = async (key: string, start: number, end: number) =>
    textOf((await blobs.get(key, { range: { start, end } }))!.stream);
  expect(await read("a/b/one.bin", 2, 4)).toBe("234");
  expect(await read("a/b/one.bin", 8, 100)).toBe("89");
  expect(await read("a/b/one.bin", 10, 100)).toBe("");
  expect(await read("a/empty", 0, 0)).toBe("");
  await expect(read("a/b/one.bin", 3, 2)).rejects.toMatchObject({ code: "invalid_input" });
  expect(await blobs.stat("a/empty")).toEqual({ size: 0, contentType: null });
  expect(await blobs.get("a/none")).toBeNull();
});

test("a stream that was asked for gives the old bytes when new ones take their place", async () => {
  await using blobs = fsBlobs({ directory: await temporaryFolder() });
  await blobs.put("a", bytesOf("old bytes"));
  const old = await blobs.get("a");
  await blobs.put("a", bytesOf("new"));
  expect(await textOf(old!.stream)).toBe("old bytes");
});

test("ifAbsent: of many writers at once one is told that it wrote, and its bytes stay", async () => {
  await using blobs = fsBlobs({ directory: await temporaryFolder() });
  const writes = Array.from({ length: 20 }, (_, i) =>
    blobs.put("a/b", bytesOf(`writer ${i}`), { ifAbsent: true }),
  );
  const wrote = await Promise.all(writes);
  expect(wrote.filter(Boolean)).toHaveLength(1);
  expect(await textOf((await blobs.get("a/b"))!.stream)).toBe(`writer ${wrote.indexOf(true)}`);
});

test("a stream is stored; one that fails or is aborted leaves nothing, and the old bytes", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  const chunks = (count: number, end: (controller: ReadableStreamDefaultController) => void) => {
    let sent = 0;
    return new ReadableStream<Uint8Array>({
      pull: (controller) =>
        sent++ < count ? controller.enqueue(bytesOf("chunk ")) : end(controller),
    });
  };
  await blobs.put(
    "a",
    chunks(3, (controller) => controller.close()),
  );
  expect(await textOf((await blobs.get("a"))!.stream)).toBe("chunk chunk chunk ");

  const broken = new Error("the source broke");
  const failing = chunks(2, (controller) => controller.error(broken));
  await expect(blobs.put("a", failing)).rejects.toBe(broken);

  const controller = new AbortController();
  const reason = new Error("enough");
  let cancelled: unknown;
  const hanging = new ReadableStream<Uint8Array>({
    start: (source) => source.enqueue(bytesOf("beginning")),
    pull: () => {
      controller.abort(reason);
      return new Promise(() => {});
    },
    cancel: (why) => {
      cancelled = why;
    },
  });
  await expect(blobs.put("a", hanging, { signal: controller.signal })).rejects.toBe(reason);
  expect(cancelled).toBe(reason);
  expect(await textOf((await blobs.get("a"))!.stream)).toBe("chunk chunk chunk ");
  expect(await filesIn(directory)).toHaveLength(1);
});

test("list finds keys by prefix and nothing else; delete takes absent keys", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  expect(await collect(blobs.list())).toEqual([]);
  await blobs.put("x/1", bytesOf("1"));
  await blobs.put("y/2", bytesOf("2"));
  await writeFile(join(directory, "~drafts/left"), "half");
  await writeFile(join(directory, "x/somebody's file.txt"), "?");
  await writeFile(join(directory, "x/3"), "a name that no key leads to");
  expect((await collect(blobs.list())).sort()).toEqual(["x/1", "y/2"]);
  expect(await collect(blobs.list({ prefix: "y/" }))).toEqual(["y/2"]);
  expect(await collect(blobs.list({ prefix: "x" }))).toEqual(["x/1"]);
  await blobs.delete(["x/1", "x/none"]);
  expect(await collect(blobs.list())).toEqual(["y/2"]);
});

test("a key that begins another, long parts, and dots are keys of their own", async () => {
  await using blobs = fsBlobs({ directory: await temporaryFolder() });
  const long = "l".repeat(255);
  const keys = ["a", "a/b", "a/b/c", "a.b", "a.b/c", "a.b/c.", "...", ".../..a", "a/...."];
  keys.push(long, `${long}l`, `${long}/${long}`, `${"m".repeat(400)}.`, "n".repeat(512));
  keys.push(`${"o".repeat(400)}/..p`, `${"q".repeat(200)}/${"q".repeat(200)}`);
  for (const key of keys) await blobs.put(key, bytesOf(key));
  for (const key of keys) expect(await textOf((await blobs.get(key))!.stream)).toBe(key);
  expect((await collect(blobs.list())).sort()).toEqual([...keys].sort());
  for (const prefix of ["a", "a.", "a/", long, "m".repeat(300), `${"o".repeat(400)}/`, "."]) {
    const expected = keys.filter((key) => key.startsWith(prefix)).sort();
    expect((await collect(blobs.list({ prefix }))).sort()).toEqual(expected);
  }
  await blobs.delete(keys);
  expect(await collect(blobs.list())).toEqual([]);
});

test("pictures lie under the names that people expect", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  const hash = "3fa4".repeat(16);
  await blobs.put(`thumbnails/3f/${hash}.webp`, bytesOf("small"));
  await blobs.put(`originals/3f/${hash}`, bytesOf("large"));
  expect((await stat(join(directory, `thumbnails/3f/${hash}.webp`))).size).toBe(5);
  expect((await stat(join(directory, `originals/3f/${hash}`))).size).toBe(5);
});

test("only characters of keys, and no key that leads out of the folder", async () => {
  await using blobs = fsBlobs({ directory: await temporaryFolder() });
  const wrong = ["../out", "/etc/passwd", "a/../../out", "", "a//b", "a/", "./a", "a~", "ä", "a b"];
  for (const key of [...wrong, "k".repeat(513), "a\\b", "a\0"]) {
    await expect(blobs.put(key, bytesOf("x"))).rejects.toMatchObject({ code: "invalid_input" });
    await expect(blobs.get(key)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(blobs.stat(key)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(blobs.delete([key])).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("drafts of killed writers are removed after a day, not before", async () => {
  const directory = await temporaryFolder();
  await mkdir(join(directory, "~drafts"));
  const old = join(directory, "~drafts/old");
  await writeFile(old, "half");
  const dayBefore = Date.now() / 1000 - 25 * 60 * 60;
  await utimes(old, dayBefore, dayBefore);
  await writeFile(join(directory, "~drafts/new"), "half");
  await using blobs = fsBlobs({ directory });
  await blobs.put("a", bytesOf("x"));
  expect(await readdir(join(directory, "~drafts"))).toEqual(["new"]);
});

test("a place that can't be written is store_failed, and leaves no draft", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  // A folder where the file should go: fails for every user, root too.
  await mkdir(join(directory, "taken~"));
  await expect(blobs.put("taken", bytesOf("x"))).rejects.toMatchObject({
    code: "store_failed",
    adapter: "fs",
  });
  expect(await filesIn(directory)).toEqual([]);
});

test("a draft that can't be removed changes nothing of what became of the blob", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  await mkdir(join(directory, "taken~"));
  const { rm } = fs.promises;
  onTestFinished(() => {
    fs.promises.rm = rm;
    syncBuiltinESMExports();
  });
  fs.promises.rm = async () => {
    throw Object.assign(new Error("EIO: i/o error, rm"), { code: "EIO" });
  };
  syncBuiltinESMExports();
  expect(await blobs.put("a", bytesOf("1"), { ifAbsent: true })).toBe(true);
  await expect(blobs.put("taken", bytesOf("x"))).rejects.toMatchObject({
    code: "store_failed",
    message: expect.not.stringContaining("EIO"),
  });
});

test("abort and close", async () => {
  const blobs = fsBlobs({ directory: await temporaryFolder() });
  const reason = new Error("enough");
  await expect(blobs.put("a", bytesOf("x"), { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  await blobs.put("a", bytesOf("x"));
  const controller = new AbortController();
  const opened = await blobs.get("a", { signal: controller.signal });
  const list = blobs.list({ signal: controller.signal });
  const reading = blobs.get("a", { signal: controller.signal });
  const asking = blobs.stat("a", { signal: controller.signal });
  controller.abort(reason);
  const answers = await Promise.allSettled([reading, asking]);
  expect(answers).toEqual([1, 2].map(() => ({ status: "rejected", reason })));
  await expect(textOf(opened!.stream)).rejects.toBe(reason);
  await expect(collect(list)).rejects.toBe(reason);
  await blobs.close();
  await blobs.close();
  await expect(blobs.put("a", bytesOf("x"))).rejects.toMatchObject({ code: "disposed" });
  await expect(collect(blobs.list())).rejects.toMatchObject({ code: "disposed" });
  await expect(blobs.delete([])).rejects.toMatchObject({ code: "disposed" });
});

test("what stops the clearing of old drafts stops writing only while it is there", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  const stranger = join(directory, "~drafts", "a folder");
  await mkdir(stranger, { recursive: true });
  await utimes(stranger, 0, 0);
  await expect(blobs.put("a", bytesOf("1"))).rejects.toThrow();
  await rmdir(stranger);
  expect(await blobs.put("a", bytesOf("1"))).toBe(true);
});

test("folders that are removed between two writes are made again", async () => {
  const directory = join(await temporaryFolder(), "blobs");
  await using blobs = fsBlobs({ directory });
  const stream = () => new Blob(["streamed"]).stream();
  await blobs.put("a/b/one.bin", bytesOf("one"));
  for (const removed of ["a/b", "a", "~drafts", ""]) {
    await rm(join(directory, removed), { recursive: true });
    await blobs.put("a/b/two.bin", bytesOf("two"));
    await rm(join(directory, removed), { recursive: true });
    expect(await blobs.put("a/b/three.bin", stream(), { ifAbsent: true })).toBe(true);
    expect(await textOf((await blobs.get("a/b/three.bin"))!.stream)).toBe("streamed");
    expect(await readdir(join(directory, "~drafts"))).toEqual([]);
    await blobs.delete(["a/b/three.bin"]);
  }
});
