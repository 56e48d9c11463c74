import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import type { VerifyEvent, VerifyOptions } from "../api/verify-events.js";
import { blobKey } from "../engine/blob-keys.js";
import type { BlobStore } from "../stores/blob-store.js";
import type { ImageRecord } from "../stores/image-record.js";
import {
  createMemory,
  memoryBlobs,
  memoryMetadata,
  memoryVectors,
} from "../stores/memory/index.js";
import { folderOf, indexAll, openIndex } from "../testing/open-index.js";
import { collect } from "../testing/temporary.js";

/** An index on memory stores, with handles of the test's own on the same data, to damage it. */
async function openDamaged(originals: "copy" | "reference" = "copy") {
  const memory = createMemory();
  const stores = {
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs: memoryBlobs({ memory }),
  };
  const folder = await folderOf(Array.from({ length: 6 }, (_, i) => `${i}.jpg`));
  const revimg = await openIndex(stores);
  await indexAll(revimg, folder, { originals });
  const { matches } = await revimg.search({ image: join(folder, "0.jpg") });
  const records = await stores.metadata.get(matches.map(({ id }) => id));
  return { ...stores, folder, revimg, records: records as ImageRecord[] };
}

async function verify(revimg: Revimg, options?: VerifyOptions) {
  const events = await collect<VerifyEvent>(revimg.verify(options));
  const problems = events.flatMap((event) => (event.type === "problem" ? [event.problem] : []));
  return problems.map(({ kind, outcome }) => `${kind}: ${outcome}`).sort();
}

const key = (kind: "originals" | "thumbnails", { contentHash }: ImageRecord) =>
  `default/${blobKey(kind, contentHash)}`;

test("an index that is whole has no problems, and all of it was looked at", async () => {
  const { revimg } = await openDamaged();
  const events = await collect(revimg.verify());
  expect(events.at(-1)).toMatchObject({
    type: "finished",
    progress: { rows: 6, vectors: 6, blobs: 12 },
  });
  expect(await verify(revimg)).toEqual([]);
});

test("each kind of damage is found, mended where there are bytes, and then gone", async () => {
  const { revimg, records, vectors, metadata, blobs } = await openDamaged();
  const [a, b, c, d] = records as [ImageRecord, ImageRecord, ImageRecord, ImageRecord];
  await vectors.delete([a.id]);
  await blobs.delete([key("thumbnails", b)]);
  await metadata.setStatus([c.id], "pending");
  await metadata.delete([d.id]);
  const damage = [
    "blob_orphan",
    "blob_orphan",
    "thumbnail_missing",
    "unfinished",
    "vector_missing",
    "vector_orphan",
  ];
  expect(await verify(revimg)).toEqual(damage.map((kind) => `${kind}: found`));
  expect(await verify(revimg, { repair: true })).toEqual([
    "blob_orphan: removed",
    "blob_orphan: removed",
    "thumbnail_missing: mended",
    "unfinished: mended",
    "vector_missing: mended",
    "vector_orphan: removed",
  ]);
  expect(await verify(revimg)).toEqual([]);
  const [whole] = await metadata.get([a.id]);
  expect(whole).toMatchObject({ status: "indexed", filename: a.filename, sources: a.sources });
  expect((await revimg.stats()).count).toBe(5);
});

test("a picture whose vector and bytes are lost is hidden, one without its original only told", async () => {
  const { revimg, records, vectors, blobs, folder } = await openDamaged();
  const [a, b] = records as [ImageRecord, ImageRecord];
  await vectors.delete([a.id]);
  await blobs.delete([key("originals", a), key("originals", b)]);
  await rm(folder, { recursive: true });
  expect(await verify(revimg, { repair: true })).toEqual([
    "original_missing: hidden",
    "original_missing: lost",
    "vector_missing: hidden",
  ]);
  expect(await revimg.get(a.id)).toBeNull();
  expect(await revimg.get(b.id)).not.toBeNull();
});

test("pictures that were left in their files are mended from them, and missed when they are gone", async () => {
  const { revimg, records, vectors } = await openDamaged("reference");
  const [a, b, c] = records as [ImageRecord, ImageRecord, ImageRecord];
  await vectors.delete([a.id]);
  await rm(b.sources[0]!.path!);
  await writeFile(c.sources[0]!.path!, "another");
  expect(await verify(revimg, { repair: true })).toEqual([
    "file_changed: lost",
    "file_changed: lost",
    "vector_missing: mended",
  ]);
});

/** One bit of a stored file turned over, as a bad disk does, or the end of it lost. */
async function damage(blobs: BlobStore, name: string, how: "flipped" | "cut") {
  const blob = await blobs.get(name);
  const bytes = new Uint8Array(await new Response(blob!.stream).arrayBuffer());
  if (how === "flipped") bytes[bytes.length >> 1]! ^= 16;
  await blobs.put(name, how === "flipped" ? bytes : bytes.subarray(0, bytes.length >> 2));
}

test("damaged bytes are told with `bytes` only, and mended from what is whole", async () => {
  const { revimg, records, blobs } = await openDamaged();
  const [a, b, c] = records as [ImageRecord, ImageRecord, ImageRecord];
  await damage(blobs, key("originals", a), "flipped");
  await damage(blobs, key("originals", b), "cut");
  await damage(blobs, key("thumbnails", c), "cut");
  expect(await verify(revimg)).toEqual([]);
  const kinds = ["original_damaged", "original_damaged", "thumbnail_damaged"];
  expect(await verify(revimg, { bytes: true })).toEqual(kinds.map((kind) => `${kind}: found`));
  const mended = kinds.map((kind) => `${kind}: mended`);
  expect(await verify(revimg, { bytes: true, repair: true })).toEqual(mended);
  expect(await verify(revimg, { bytes: true })).toEqual([]);
});

test("a damaged copy without a whole file stays as it is, until a file has its bytes again", async () => {
  const { revimg, records, blobs, folder } = await openDamaged();
  const [a] = records as [ImageRecord];
  const { path } = a.sources[0]!;
  const whole = await readFile(path!);
  await damage(blobs, key("originals", a), "flipped");
  await writeFile(path!, "another");
  const repair = { bytes: true, repair: true };
  expect(await verify(revimg, repair)).toEqual(["original_damaged: lost"]);
  await writeFile(join(folder, "backup.jpg"), whole);
  await collect(revimg.index(join(folder, "backup.jpg")));
  expect(await verify(revimg, repair)).toEqual(["original_damaged: mended"]);
});

test("with `bytes`, a file of the same size and date with other content is told", async () => {
  const { revimg, records } = await openDamaged("reference");
  const { path } = records[0]!.sources[0]!;
  const { atime, mtime } = await stat(path!);
  const bytes = await readFile(path!);
  bytes[bytes.length >> 1]! ^= 16;
  await writeFile(path!, bytes);
  await utimes(path!, atime, mtime);
  expect(await verify(revimg, { bytes: true })).toEqual(["file_changed: found"]);
});

test("a file that can't be read is no reason to stop mending the others", async () => {
  const { revimg, records, vectors, metadata, folder } = await openDamaged("reference");
  const [a, b] = records as [ImageRecord, ImageRecord];
  const { size, mtimeMs } = await stat(folder);
  // Opening a folder succeeds and reading it fails, as on a broken disk.
  for (const { path } of a.sources) await metadata.removeSource(a.id, { path: path! });
  await metadata.put([{ ...a, sources: [{ path: folder, size, mtimeMs }] }]);
  await vectors.delete([a.id, b.id]);
  expect(await verify(revimg, { repair: true })).toEqual([
    "vector_missing: hidden",
    "vector_missing: mended",
  ]);
});

test("stores may listen for an abort in all their calls at once without a warning", async () => {
  const inner = memoryBlobs();
  const blobs: BlobStore = {
    ...inner,
    async stat(key, options) {
      options?.signal?.addEventListener("abort", () => {}, { once: true });
      return inner.stat(key, options);
    },
  };
  const folder = await folderOf(Array.from({ length: 12 }, (_, i) => `${i}.jpg`));
  const revimg = await openIndex({ blobs });
  await indexAll(revimg, folder);
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  expect(await verify(revimg)).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

test("an abort ends it with the signal's reason", async () => {
  const { revimg } = await openDamaged();
  const reason = new Error("enough");
  await expect(collect(revimg.verify({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
});

test("what is removed between a listing and the look at it is no problem", async () => {
  const memory = createMemory();
  const [vectors, blobs] = [memoryVectors({ memory }), memoryBlobs({ memory })];
  const [scan, list] = [vectors.scan.bind(vectors), blobs.list.bind(blobs)];
  const leaving: string[] = [];
  const removeOne = async () => {
    const id = leaving.pop();
    if (id !== undefined) await revimg.delete([id]);
  };
  vectors.scan = async (request) => {
    const page = await scan(request);
    await removeOne();
    return page;
  };
  blobs.list = async function* (options) {
    yield* await collect(list(options));
    await removeOne();
  };
  const revimg = await openIndex({ vectors, blobs, metadata: memoryMetadata({ memory }) });
  await indexAll(revimg, await folderOf(["0.jpg", "1.jpg", "2.jpg"]), { originals: "copy" });
  const { images } = await revimg.list();
  leaving.push(...images.slice(1).map(({ id }) => id));
  expect(await verify(revimg, { repair: true })).toEqual([]);
  expect(leaving).toEqual([]);
});
