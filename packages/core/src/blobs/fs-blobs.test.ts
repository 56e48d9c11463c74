import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { collect, temporaryFolder } from "../testing/temporary.js";
import { fsBlobs } from "./fs-blobs.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("bytes come back whole, in a range, and replaced", async () => {
  await using blobs = fsBlobs({ directory: await temporaryFolder() });
  await blobs.put("a/b/one.bin", bytesOf("first"));
  await blobs.put("a/b/one.bin", bytesOf("0123456789"));
  await blobs.put("a/empty", new Uint8Array());
  const whole = await blobs.get("a/b/one.bin");
  expect(whole?.stat).toEqual({ size: 10 });
  expect(String(await buffer(whole!.stream))).toBe("0123456789");
  const part = await blobs.get("a/b/one.bin", { range: { start: 2, end: 4 } });
  expect(String(await buffer(part!.stream))).toBe("234");
  expect(await blobs.stat("a/empty")).toEqual({ size: 0 });
  expect(await blobs.get("a/none")).toBeNull();
});

test("list finds keys by prefix and no drafts of a killed process; delete takes absent keys", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  expect(await collect(blobs.list())).toEqual([]);
  await blobs.put("x/1", bytesOf("1"));
  await blobs.put("y/2", bytesOf("2"));
  await writeFile(join(directory, "x/3.draft-abc"), "half");
  expect((await collect(blobs.list())).sort()).toEqual(["x/1", "y/2"]);
  expect(await collect(blobs.list({ prefix: "y/" }))).toEqual(["y/2"]);
  await blobs.delete(["x/1", "x/none"]);
  expect(await collect(blobs.list())).toEqual(["y/2"]);
});

test("a key never leads out of the folder", async () => {
  await using blobs = fsBlobs({ directory: await temporaryFolder() });
  for (const key of ["../out", "/etc/passwd", "a/../../out", ""]) {
    await expect(blobs.put(key, bytesOf("x"))).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("a folder that can't be written is store_failed, and leaves no draft", async () => {
  const directory = await temporaryFolder();
  await using blobs = fsBlobs({ directory });
  // A folder where the file should go: fails for every user, root too.
  await mkdir(join(directory, "taken"));
  await expect(blobs.put("taken", bytesOf("x"))).rejects.toMatchObject({
    code: "store_failed",
    adapter: "fs",
  });
  expect(await readdir(directory)).toEqual(["taken"]);
});

test("abort and close", async () => {
  const blobs = fsBlobs({ directory: await temporaryFolder() });
  const reason = new Error("enough");
  await expect(blobs.put("a", bytesOf("x"), { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  await blobs.put("a", bytesOf("x"));
  const controller = new AbortController();
  const reading = blobs.get("a", { signal: controller.signal });
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  await blobs.close();
  await blobs.close();
  await expect(blobs.put("a", bytesOf("x"))).rejects.toMatchObject({ code: "disposed" });
});
