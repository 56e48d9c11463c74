import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";
import type { ImageRecord } from "../image-record.js";
import { createSqliteStores } from "./sqlite-stores.js";

async function openStores(directory?: string) {
  const stores = await createSqliteStores({ directory: directory ?? (await temporaryFolder()) });
  onTestFinished(() => stores.close());
  await stores.metadata.open({ collection: "test" });
  await stores.vectors.open({ space: "test-1", dimension: 4 });
  return stores;
}

function record(number: number, fields: Partial<ImageRecord> = {}): ImageRecord {
  return {
    id: `id-${String(number).padStart(5, "0")}`,
    filename: `${number}.jpg`,
    originalUrl: null,
    sourceDomain: null,
    fileSize: 100 + number,
    width: 30,
    height: 20,
    mimeType: "image/jpeg",
    contentHash: `hash-${number}`,
    fingerprint: "00ff00ff00ff00ff",
    pixelHash: null,
    signature: null,
    title: null,
    attributes: { price: 12.5 },
    original: "reference",
    status: "pending",
    failure: null,
    createdAt: 1_000,
    indexedAt: null,
    sources: [{ path: `/pictures/${number}.jpg`, size: 100 + number, mtimeMs: 1234.5678 }],
    tags: [{ tag: "dog", confidence: 0.75, origin: "model" }],
    ...fields,
  };
}

const unit = (...numbers: number[]) => {
  const norm = Math.hypot(...numbers);
  return Float32Array.from(numbers, (number) => number / norm);
};

describe("metadata", () => {
  test("a record comes back as it was put, in the order asked for", async () => {
    const { metadata } = await openStores();
    await metadata.put([record(1), record(2)]);
    expect(await metadata.get(["id-00002", "absent", "id-00001"])).toEqual([
      record(2),
      null,
      record(1),
    ]);
    expect(await metadata.findByHash(["hash-2", "no"])).toEqual([record(2), null]);
    expect(await metadata.findByPath(["/pictures/1.jpg", "/no"])).toEqual([[record(1)], []]);
  });

  test("putting again replaces fields, tags and known sources, and places those it names last", async () => {
    const { metadata } = await openStores();
    await metadata.put([record(1)]);
    const moved = { path: "/pictures/1.jpg", size: 101, mtimeMs: 99, title: "New" };
    const second = { url: "https://example.org/a.jpg", domain: "example.org" };
    await metadata.put([
      record(1, {
        title: "T",
        sources: [moved, second],
        tags: [{ tag: "cat", confidence: 1, origin: "user" }],
      }),
    ]);
    await metadata.put([record(1, { title: "T", sources: [moved], tags: [] })]);
    const [stored] = await metadata.get(["id-00001"]);
    expect(stored?.sources).toEqual([second, moved]);
    expect(stored?.tags).toEqual([]);
    expect(stored?.title).toBe("T");
  });

  test("a path leads to every picture that was put with it", async () => {
    const { metadata } = await openStores();
    await metadata.put([record(2, { sources: record(1).sources })]);
    await metadata.put([record(1)]);
    const both = await metadata.get(["id-00001", "id-00002"]);
    expect(both.map((one) => one?.sources)).toEqual([record(1).sources, record(1).sources]);
    expect(await metadata.findByPath(["/no", "/pictures/1.jpg"])).toEqual([[], both]);
  });

  test("removing a source tells how many are left", async () => {
    const { metadata } = await openStores();
    const url = "https://example.org/a.jpg";
    await metadata.put([record(1, { sources: [...record(1).sources, { url }] })]);
    expect(await metadata.removeSource("id-00001", { path: "/pictures/1.jpg" })).toBe(1);
    expect(await metadata.removeSource("id-00001", { url })).toBe(0);
    expect(await metadata.removeSource("id-00001", { url })).toBe(0);
  });

  test("counts follow every change of status, tag and row", async () => {
    const { metadata } = await openStores();
    const both = [
      { tag: "dog", confidence: 1, origin: "user" as const },
      { tag: "dog", confidence: 0.5, origin: "model" as const },
    ];
    await metadata.put([record(1, { tags: both }), record(2), record(3)]);
    await metadata.setStatus(["id-00001", "id-00002"], "indexed");
    await metadata.put([record(3, { status: "failed", failure: "broken", tags: [] })]);
    expect((await metadata.stats()).count).toEqual({
      pending: 0,
      indexed: 2,
      failed: 1,
      deleting: 0,
    });
    expect(await metadata.tagCounts(["dog", "cat"])).toEqual(
      new Map([
        ["dog", 2],
        ["cat", 0],
      ]),
    );
    await metadata.delete(["id-00001", "id-00003", "absent"]);
    expect((await metadata.stats()).count).toEqual({
      pending: 0,
      indexed: 1,
      failed: 0,
      deleting: 0,
    });
    expect(await metadata.tagCounts(["dog"])).toEqual(new Map([["dog", 1]]));
    expect(await metadata.findByPath(["/pictures/1.jpg"])).toEqual([[]]);
  });

  test("the revision moves with every change that a search may see", async () => {
    const { metadata } = await openStores();
    const seen = [await metadata.revision()];
    await metadata.put([record(1)]);
    seen.push(await metadata.revision());
    await metadata.setStatus(["id-00001"], "indexed");
    seen.push(await metadata.revision());
    await metadata.delete(["id-00001"]);
    seen.push(await metadata.revision());
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    await metadata.get(["id-00001"]);
    expect(await metadata.revision()).toBe(seen.at(-1));
  });

  test("a manifest value is set only where the present one is as expected", async () => {
    const { metadata } = await openStores();
    expect(await metadata.setMeta("k", "1", { expected: null })).toBe(true);
    expect(await metadata.setMeta("k", "2", { expected: null })).toBe(false);
    expect(await metadata.setMeta("k", "2", { expected: "1" })).toBe(true);
    expect(await metadata.getMeta("k")).toBe("2");
  });

  test("scan pages hold every id once", async () => {
    const { metadata } = await openStores();
    const records = Array.from({ length: 1250 }, (_, i) => record(i));
    for (let i = 0; i < 1250; i += 500) await metadata.put(records.slice(i, i + 500));
    const ids: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await metadata.scan({ after: after ?? null, pageSize: 500 });
      ids.push(...page.ids);
      after = page.next;
    }
    expect(ids).toEqual(records.map(({ id }) => id));
    await metadata.setStatus([ids[7]!], "deleting");
    expect(await metadata.scan({ after: null, pageSize: 9, status: "deleting" })).toEqual({
      ids: [ids[7]],
      next: null,
    });
  });
});

describe("vectors", () => {
  test("known angles come back in order, with their cosine", async () => {
    const { vectors } = await openStores();
    const angles = [0, 30, 60, 90, 180];
    await vectors.upsert(
      angles.map((angle) => {
        const radians = (angle * Math.PI) / 180;
        return { id: `${angle}°`, vector: unit(Math.cos(radians), Math.sin(radians), 0, 0) };
      }),
    );
    const hits = await vectors.query({ vector: unit(1, 0, 0, 0), topK: 10 });
    expect(hits.map(({ id }) => id)).toEqual(["0°", "30°", "60°", "90°", "180°"]);
    for (const [i, { score }] of hits.entries()) {
      expect(score).toBeCloseTo(Math.cos((angles[i]! * Math.PI) / 180), 5);
    }
  });

  test("an upsert over an id replaces its vector, a delete hides it, both after reopening too", async () => {
    const directory = await temporaryFolder();
    const first = await openStores(directory);
    // More than one stored chunk of slots, so that changes meet rows on disk and in the tail.
    const records = Array.from({ length: 2_500 }, (_, i) => ({
      id: `v${i}`,
      vector: unit(1, i / 1000, Math.sin(i), 0.1),
    }));
    for (let i = 0; i < records.length; i += 500) {
      await first.vectors.upsert(records.slice(i, i + 500));
    }
    await first.vectors.upsert([{ id: "v3", vector: unit(0, 0, 0, 1) }]);
    await first.vectors.delete(["v4", "v2499", "absent"]);
    const look = async ({ vectors }: typeof first) => ({
      count: (await vectors.stats()).count,
      top: await vectors.query({ vector: unit(0, 0, 0, 1), topK: 1 }),
      gone: await vectors.fetch(["v4", "v2499"]),
      near: (await vectors.query({ vector: records[4]!.vector, topK: 3 })).map(({ id }) => id),
    });
    const before = await look(first);
    expect(before.count).toBe(2_498);
    expect(before.top).toEqual([{ id: "v3", score: expect.closeTo(1, 6) }]);
    expect(before.gone).toEqual([null, null]);
    expect(before.near).not.toContain("v4");
    await first.close();
    expect(await look(await openStores(directory))).toEqual(before);
  });

  test("reopening a space with another dimension is refused", async () => {
    const directory = await temporaryFolder();
    await (await openStores(directory)).close();
    const stores = await createSqliteStores({ directory });
    onTestFinished(() => stores.close());
    await expect(stores.vectors.open({ space: "test-1", dimension: 5 })).rejects.toMatchObject({
      code: "index_mismatch",
    });
  });

  test("two spaces do not see each other", async () => {
    const directory = await temporaryFolder();
    const one = await openStores(directory);
    const two = await openStores(directory);
    await two.vectors.open({ space: "test-2", dimension: 4 });
    await one.vectors.upsert([{ id: "a", vector: unit(1, 0, 0, 0) }]);
    expect(await two.vectors.query({ vector: unit(1, 0, 0, 0), topK: 5 })).toEqual([]);
    expect((await one.vectors.stats()).count).toBe(1);
  });
});

describe("the file", () => {
  test("is in WAL mode while it is open, and whole after closing", async () => {
    const directory = await temporaryFolder();
    const stores = await openStores(directory);
    await stores.metadata.put([record(1)]);
    const header = await readFile(join(directory, "index.sqlite"));
    // Bytes 18 and 19 are the file format versions; 2 is WAL (sqlite.org/fileformat.html).
    expect([header[18], header[19]]).toEqual([2, 2]);
    await stores.close();
    const database = new sqlite.Database(join(directory, "index.sqlite"));
    database.exec("pragma locking_mode = exclusive");
    expect(database.all("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
    database.close();
  });

  test("of a newer format is refused", async () => {
    const directory = await temporaryFolder();
    await (await openStores(directory)).close();
    const database = new sqlite.Database(join(directory, "index.sqlite"));
    database.exec("pragma locking_mode = exclusive; pragma user_version = 999");
    database.close();
    const stores = await createSqliteStores({ directory });
    onTestFinished(() => stores.close());
    await expect(stores.metadata.open({ collection: "test" })).rejects.toMatchObject({
      code: "index_mismatch",
    });
  });

  test("is shared inside a process and closed by the last user", async () => {
    const directory = await temporaryFolder();
    const one = await openStores(directory);
    const two = await openStores(directory);
    await one.metadata.put([record(1)]);
    await one.close();
    expect(await two.metadata.get(["id-00001"])).toEqual([record(1)]);
  });
});

describe("a folder", () => {
  test("holds one collection, whose name it remembers", async () => {
    const directory = await temporaryFolder();
    await (await openStores(directory)).close();
    const { metadata, ...stores } = await createSqliteStores({ directory });
    onTestFinished(() => stores.close());
    await expect(metadata.open({ collection: "other" })).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining('"test"'),
    });
    await expect(metadata.revision()).rejects.toMatchObject({ code: "invalid_input" });
    await metadata.open({ collection: "test" });
    expect(metadata.location).toBe(join(directory, "index.sqlite"));
  });

  test("takes another collection after a drop, and keeps its vectors", async () => {
    const { metadata, vectors } = await openStores();
    await metadata.put([record(1)]);
    await metadata.setMeta("k", "1");
    await vectors.upsert([{ id: "a", vector: unit(1, 0, 0, 0) }]);
    const before = await metadata.revision();
    await metadata.drop();
    await expect(metadata.stats()).rejects.toMatchObject({ code: "invalid_input" });
    await metadata.open({ collection: "other" });
    expect(await metadata.getMeta("k")).toBeNull();
    expect((await metadata.stats()).count.pending).toBe(0);
    expect(await metadata.tagCounts(["dog"])).toEqual(new Map([["dog", 0]]));
    // Answers that were kept for a revision of the old collection must not fit the new one.
    expect(await metadata.revision()).toBeGreaterThan(before);
    expect((await vectors.stats()).count).toBe(1);
  });
});

test("a space dropped by one user is not open for another one any more", async () => {
  const directory = await temporaryFolder();
  const one = await openStores(directory);
  const two = await openStores(directory);
  await one.vectors.upsert([{ id: "a", vector: unit(1, 0, 0, 0) }]);
  await two.vectors.drop("test-1");
  for (const { vectors } of [one, two]) {
    await expect(vectors.stats()).rejects.toMatchObject({ code: "invalid_input" });
  }
  await one.vectors.open({ space: "test-1", dimension: 8 });
  expect(await one.vectors.stats()).toEqual({ count: 0 });
});

test("calls before open reject with invalid_input", async () => {
  const stores = await createSqliteStores({ directory: await temporaryFolder() });
  onTestFinished(() => stores.close());
  await expect(stores.vectors.stats()).rejects.toMatchObject({ code: "invalid_input" });
  await expect(stores.vectors.drop("test-1")).rejects.toMatchObject({ code: "invalid_input" });
  await expect(stores.metadata.get(["a"])).rejects.toMatchObject({ code: "invalid_input" });
  await expect(stores.metadata.drop()).rejects.toMatchObject({ code: "invalid_input" });
});

test("a handle that was closed is of no use while others keep the file open", async () => {
  const directory = await temporaryFolder();
  const one = await openStores(directory);
  const two = await openStores(directory);
  await one.close();
  await expect(one.metadata.revision()).rejects.toMatchObject({ code: "disposed" });
  expect(await two.vectors.stats()).toEqual({ count: 0 });
});

test("calls after close reject with disposed, and closing twice does nothing", async () => {
  const stores = await openStores();
  await stores.close();
  await stores.close();
  await expect(stores.metadata.revision()).rejects.toMatchObject({ code: "disposed" });
  await expect(stores.vectors.stats()).rejects.toMatchObject({ code: "disposed" });
});

test("an aborted call rejects with the signal's reason", async () => {
  const { metadata } = await openStores();
  const reason = new Error("enough");
  await expect(metadata.revision({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
