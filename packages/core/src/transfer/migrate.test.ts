import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import type { RevimgOptions } from "../api/options.js";
import { createRevimg } from "../open/create-revimg.js";
import type { ImageRecord } from "../stores/image-record.js";
import { layeredBlobs } from "../stores/layered-blobs.js";
import {
  createMemory,
  memoryBlobs,
  memoryMetadata,
  memoryVectors,
} from "../stores/memory/index.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { folderOf, indexAll, openIndex } from "../testing/open-index.js";
import { collect, temporaryFolder } from "../testing/temporary.js";
import { migrate, openSource } from "./migrate.js";
import type { TransferEvent } from "./transfer-events.js";

/** Stores in memory, and options that open them again and again. */
function inMemory() {
  const memory = createMemory();
  const stores = {
    vectors: () => memoryVectors({ memory }),
    metadata: () => memoryMetadata({ memory }),
    blobs: () => memoryBlobs({ memory }),
  };
  return { memory, ...stores, options: stores as RevimgOptions };
}

let template: Promise<{ dataDirectory: string; folder: string }> | undefined;

/** A copy of an embedded index with rows of every kind, closed. */
async function makeSource(): Promise<{ options: RevimgOptions; folder: string }> {
  template ??= makeTemplate();
  const { dataDirectory: original, folder } = await template;
  const dataDirectory = await temporaryFolder();
  await cp(original, dataDirectory, { recursive: true });
  return { options: { dataDirectory }, folder };
}

async function makeTemplate() {
  const dataDirectory = await mkdtemp(join(tmpdir(), "revimg-transfer-"));
  const folder = await folderOf(Array.from({ length: 12 }, (_, i) => `${i}.jpg`));
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  await indexAll(revimg, folder, { originals: "copy" });
  await indexAll(revimg, await folderOf(["left.jpg"], 50), { originals: "reference" });
  await indexAll(revimg, [{ bytes: new TextEncoder().encode("no picture"), filename: "bad.jpg" }]);
  await revimg.close();
  return { dataDirectory, folder };
}

afterAll(async () => rm((await template)?.dataDirectory ?? "", { recursive: true, force: true }));

async function run(from: RevimgOptions, to: RevimgOptions) {
  const events = await collect<TransferEvent>(migrate(from, to));
  return events.at(-1) as Extract<TransferEvent, { type: "finished" }>;
}

async function rowsOf(options: RevimgOptions): Promise<ImageRecord[]> {
  const stores = await openSource(options);
  const rows: ImageRecord[] = [];
  for (let after: string | null = null; ; ) {
    const page = await stores.metadata.scan({ after, pageSize: 100 });
    rows.push(...((await stores.metadata.get(page.ids)) as ImageRecord[]));
    if (page.next === null) break;
    after = page.next;
  }
  await stores.close();
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

test("carries rows, vectors and pictures as they are, and the copy is whole", async () => {
  const { options, folder } = await makeSource();
  const target = inMemory();
  const { progress, problems, report } = await run(options, target.options);
  expect(report).toMatchObject({
    rows: { source: 14, target: 14 },
    vectors: { source: 13, target: 13 },
    searches: { asked: 13, agreement: 1, maxDifference: 0 },
    matches: true,
  });
  expect(progress).toMatchObject({ done: 14, total: 14, copied: 14, unchanged: 0, blobs: 25 });
  expect(problems).toBe(0);
  expect(await rowsOf(target.options)).toEqual(await rowsOf(options));
  const revimg = await openIndex(target.options);
  const problemsThere = (await collect(revimg.verify())).filter(({ type }) => type === "problem");
  expect(problemsThere).toEqual([]);
  const { matches } = await revimg.search({ image: `${folder}/3.jpg`, limit: 1 });
  expect(matches[0]).toMatchObject({ tier: "exact", filename: "3.jpg" });
});

test("done again it copies what has changed since, and nothing else", async () => {
  const { options } = await makeSource();
  const target = inMemory();
  await run(options, target.options);
  expect((await run(options, target.options)).progress).toMatchObject({
    copied: 0,
    unchanged: 14,
    blobs: 0,
  });
  const revimg = await createRevimg(options);
  await indexAll(revimg, await folderOf(["new.jpg"], 80));
  await revimg.close();
  const again = await run(options, target.options);
  expect(again.progress).toMatchObject({ copied: 1, unchanged: 14 });
  expect(again.report.matches).toBe(true);
});

test("paths of several pictures and all that sources say are carried, in their order, again and again", async () => {
  const { options } = await makeSource();
  const target = inMemory();
  const [first, second] = (await rowsOf(options)).filter(({ status }) => status === "indexed");
  const file = { path: "/shared.jpg", size: 1, mtimeMs: 2.5, ctimeMs: 3.25, tags: ["b", "a"] };
  const web = { url: "https://example.org/a.jpg", tags: [] };
  const nowhere = { title: "From memory" };
  const copiedAfter = async (change: (metadata: MetadataStore) => Promise<unknown>) => {
    const stores = await openSource(options);
    await change(stores.metadata);
    await stores.close();
    const { progress, report } = await run(options, target.options);
    expect(report.matches).toBe(true);
    expect(await rowsOf(target.options)).toEqual(await rowsOf(options));
    return progress.copied;
  };
  await copiedAfter((metadata) =>
    metadata.put([
      { ...first!, sources: [web, file, nowhere] },
      { ...second!, sources: [{}, file] },
    ]),
  );
  expect(await copiedAfter((metadata) => metadata.put([{ ...first!, sources: [web] }]))).toBe(1);
  expect(await copiedAfter((metadata) => metadata.removeSource(first!.id, {}))).toBe(1);
  expect(await copiedAfter((metadata) => metadata.removeSource(second!.id, file))).toBe(1);
  expect(await copiedAfter(async () => {})).toBe(0);
});

test("an aborted run goes on where it stopped, and shows nothing half made", async () => {
  const { options } = await makeSource();
  const target = inMemory();
  for (let stopAt = 1; stopAt < 40; stopAt += 6) {
    const controller = new AbortController();
    const reason = new Error("enough");
    let calls = 0;
    const inner = target.blobs();
    const blobs = {
      ...inner,
      async put(...args: Parameters<typeof inner.put>) {
        if (++calls === stopAt) controller.abort(reason);
        return inner.put(...args);
      },
    };
    const outcome = await collect(
      migrate(options, { ...target.options, blobs }, { signal: controller.signal }),
    ).catch((error) => error);
    if (calls < stopAt) break;
    expect(outcome).toBe(reason);
    const shown = (await rowsOf(target.options)).filter(({ status }) => status === "indexed");
    const vectors = target.vectors();
    const own = layeredBlobs(target.blobs(), { prefix: "default/" });
    const manifest = JSON.parse((await openMeta(target))!);
    await vectors.open({ space: manifest.space, dimension: manifest.model.dimension });
    for (const { id, contentHash } of shown) {
      expect((await vectors.fetch([id]))[0]).not.toBeNull();
      expect(
        await own.stat(`thumbnails/${contentHash.slice(0, 2)}/${contentHash}.jpg`),
      ).not.toBeNull();
    }
  }
  expect((await run(options, target.options)).report.matches).toBe(true);
  expect(await rowsOf(target.options)).toEqual(await rowsOf(options));
});

test("vectors that a target has lost since are copied again", async () => {
  const { options } = await makeSource();
  const target = inMemory();
  await run(options, target.options);
  const again = { ...target.options, vectors: () => memoryVectors() };
  const { report, progress } = await run(options, again);
  expect(progress).toMatchObject({ copied: 0, unchanged: 14 });
  expect(report).toMatchObject({ vectors: { source: 13, target: 13 }, matches: true });
});

test("what the source lacks is told, and its row is carried", async () => {
  const { options } = await makeSource();
  const [first] = (await rowsOf(options)).filter(({ original }) => original === "copy");
  const stores = await openSource(options);
  const key = first!.contentHash;
  await stores.blobs.delete([`thumbnails/${key.slice(0, 2)}/${key}.jpg`]);
  await stores.blobs.put(`originals/${key.slice(0, 2)}/${key}`, new Uint8Array(3));
  await stores.close();
  const target = inMemory();
  const events = await collect(migrate(options, target.options));
  const told = events.flatMap((event) => (event.type === "problem" ? [event.problem] : []));
  expect(told).toEqual([
    { kind: "thumbnail_missing", id: first!.id, name: first!.filename },
    { kind: "original_damaged", id: first!.id, name: first!.filename },
  ]);
  expect(await rowsOf(target.options)).toEqual(await rowsOf(options));
});

test("another collection of the target gets a vector space of its own", async () => {
  const { options } = await makeSource();
  const target = inMemory();
  for (const collection of ["one", "two"]) {
    expect((await run(options, { ...target.options, collection })).report.matches).toBe(true);
  }
  const manifests = await Promise.all(["one", "two"].map((name) => openMeta(target, name)));
  expect(new Set(manifests.map((text) => JSON.parse(text!).space)).size).toBe(2);
});

test("a target with other pictures, and the source itself, are refused and stay as they are", async () => {
  const { options } = await makeSource();
  const other = await makeSource();
  const before = await rowsOf(other.options);
  await expect(run(options, other.options)).rejects.toMatchObject({ code: "index_mismatch" });
  expect(await rowsOf(other.options)).toEqual(before);
  await expect(run(options, options)).rejects.toMatchObject({ code: "invalid_input" });
  const nowhere = inMemory();
  const pool = { ...nowhere.options, metadata: () => withoutLocation(nowhere.metadata()) };
  await run(options, pool);
  await expect(run(pool, pool)).rejects.toMatchObject({ code: "index_mismatch" });
  const dataDirectory = await temporaryFolder();
  await expect(run({ dataDirectory }, nowhere.options)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a target of another model is refused", async () => {
  const { options } = await makeSource();
  const target = inMemory();
  await run(options, target.options);
  const metadata = target.metadata();
  await metadata.open({ collection: "default" });
  const manifest = JSON.parse((await metadata.getMeta("manifest"))!);
  manifest.model.hash = "0".repeat(64);
  await metadata.setMeta("manifest", JSON.stringify(manifest));
  await expect(run(options, target.options)).rejects.toMatchObject({
    code: "index_mismatch",
    message: expect.stringContaining("can't be mixed"),
  });
});

function withoutLocation(store: ReturnType<typeof memoryMetadata>) {
  const { location, ...rest } = store;
  return rest as typeof store;
}

async function openMeta(target: ReturnType<typeof inMemory>, collection = "default") {
  const metadata = target.metadata();
  onTestFinished(() => metadata.close());
  await metadata.open({ collection });
  return metadata.getMeta("manifest");
}
