import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { sampleRecord, tagOf } from "../../../../conformance/src/metadata/sample-records.js";
import { collect } from "../../testing/temporary.js";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "./index.js";

const collection = "pictures";
const space = { space: "pictures", dimension: 2 };

test("stores without a memory of their own share nothing; with one they share everything", async () => {
  const memory = createMemory();
  const [alone, one, other] = [
    memoryVectors(),
    memoryVectors({ memory }),
    memoryVectors({ memory }),
  ];
  for (const store of [alone, one, other]) await store.open(space);
  await one.upsert([{ id: "a", vector: Float32Array.of(1, 0) }]);
  expect(await other.stats()).toEqual({ count: 1 });
  expect(await alone.stats()).toEqual({ count: 0 });
});

test("a caller's later changes do not reach stored vectors, nor those fetched", async () => {
  await using store = memoryVectors();
  await store.open(space);
  const vector = Float32Array.of(1, 0);
  const upserting = store.upsert([{ id: "a", vector }]);
  vector.fill(9);
  await upserting;
  (await store.fetch(["a"]))[0]?.fill(8);
  expect(await store.fetch(["a"])).toEqual([Float32Array.of(1, 0)]);
});

test("a caller's later changes do not reach stored records, nor those read", async () => {
  await using store = memoryMetadata();
  await store.open({ collection });
  const record = sampleRecord(1, { attributes: { deep: { list: [1] } } });
  const expected = structuredClone(record);
  const putting = store.put([record]);
  record.title = "Changed";
  record.tags.push(tagOf("changed"));
  (record.attributes.deep as { list: number[] }).list.push(2);
  await putting;
  const reads = [
    await store.get([record.id]),
    await store.findByHash([record.contentHash]),
    (await store.findByPath(record.sources.flatMap(({ path }) => path ?? []))).flat(),
  ];
  for (const [read] of reads) {
    read?.sources.pop();
    Object.assign(read ?? {}, { title: "Changed again" });
  }
  expect(await store.get([record.id])).toEqual([expected]);
});

test("a caller's later changes do not reach stored bytes, nor those read", async () => {
  await using store = memoryBlobs();
  const bytes = Uint8Array.of(1, 2, 3);
  const putting = store.put("a", bytes);
  bytes.fill(9);
  await putting;
  for (let reads = 0; reads < 2; reads++) {
    const [chunk] = await collect((await store.get("a"))!.stream);
    expect(chunk).toEqual(Uint8Array.of(1, 2, 3));
    chunk?.fill(7);
  }
});

test("what another store drops is no empty answer", async () => {
  const memory = createMemory();
  const [one, other] = [memoryVectors({ memory }), memoryVectors({ memory })];
  for (const store of [one, other]) await store.open(space);
  await one.drop(space.space);
  await expect(other.stats()).rejects.toMatchObject({ code: "store_failed", adapter: "memory" });
  await expect(one.stats()).rejects.toMatchObject({ code: "invalid_input" });
});

test("a call that waits when the store is closed is refused, and writes nothing", async () => {
  const memory = createMemory();
  const store = memoryMetadata({ memory });
  await store.open({ collection });
  const putting = store.put([sampleRecord(1)]);
  const closing = store.close();
  await expect(putting).rejects.toMatchObject({ code: "disposed" });
  await closing;
  expect(memory.collections.get(collection)?.rows.size).toBe(0);
});

test("a range that no bytes can have is refused", async () => {
  await using store = memoryBlobs();
  await store.put("a", Uint8Array.of(1, 2, 3));
  await expect(store.get("a", { range: { start: 2, end: 1 } })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("nothing of a stream is read ahead", async () => {
  await using store = memoryBlobs();
  const controller = new AbortController();
  await store.put("a", new Uint8Array(10));
  const blob = await store.get("a", { signal: controller.signal });
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(buffer(blob!.stream)).rejects.toBe(reason);
});
