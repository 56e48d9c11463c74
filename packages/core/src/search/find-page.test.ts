import { expect, test } from "vitest";
import type { Engine } from "../engine/engine.js";
import { toStoreFilter } from "../stores/filter.js";
import type { ImageFilter } from "../stores/image-filter.js";
import { memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import type { VectorStore } from "../stores/vector-store.js";
import { plainRecord } from "../testing/plain-record.js";
import type { Place } from "./cursor.js";
import { findPage } from "./find-page.js";

interface Picture {
  id: string;
  /** Cosine to the query. */
  similarity: number;
  tag?: string;
}

/** Stores that hold these pictures, put in this order; `changes` are to what the vector store can do. */
async function storesOf(pictures: readonly Picture[], changes: { maxTopK?: number } = {}) {
  const metadata = memoryMetadata();
  const plain = memoryVectors();
  const vectors: VectorStore = { ...plain, capabilities: { ...plain.capabilities, ...changes } };
  await metadata.open({ collection: "test" });
  await vectors.open({ space: "test", dimension: 2 });
  await metadata.put(pictures.map(({ id, tag }) => plainRecord(id, tag)));
  await vectors.upsert(
    pictures.map(({ id, similarity }) => ({
      id,
      vector: Float32Array.of(similarity, Math.sqrt(1 - similarity ** 2)),
    })),
  );
  return { metadata, vectors };
}

interface Question {
  limit: number;
  minSimilarity?: number;
  filter?: ImageFilter;
}

/** The ids of each page, and what the last one said. */
async function pagesOf(
  stores: Pick<Engine, "metadata" | "vectors">,
  { limit, minSimilarity = -1, filter }: Question,
  most = Number.POSITIVE_INFINITY,
) {
  const pages: string[][] = [];
  for (let after: Place | null = null; ; ) {
    const { found, next, truncated } = await findPage(stores as Engine, Float32Array.of(1, 0), {
      limit,
      minSimilarity,
      after,
      filter: filter && toStoreFilter(filter),
      excluded: new Set(),
      ahead: 0,
      signal: undefined,
    });
    pages.push(found.map(({ record }) => record.id));
    if (next === null || pages.length >= most) return { pages, next, truncated };
    after = next;
  }
}

const number = (i: number) => String(i).padStart(6, "0");

test("pictures that score alike are each shown once, in whatever order the store has them", async () => {
  // By descending id: a store may break ties as it likes.
  const pictures = Array.from({ length: 60 }, (_, i) => ({ id: number(60 - i), similarity: 0.5 }));
  const { pages } = await pagesOf(await storesOf(pictures), { limit: 7 });
  expect(pages.flat()).toEqual(pictures.map(({ id }) => id).sort());
});

test("what the filter leaves out does not count as depth", async () => {
  const far = Array.from({ length: 20_100 }, (_, i) => ({
    id: `red-${number(i)}`,
    similarity: 0.5 - i / 100_000,
    tag: "red",
  }));
  const near = Array.from({ length: 2_100 }, (_, i) => ({
    id: `blue-${number(i)}`,
    similarity: 0.9 - i / 100_000,
    tag: "blue",
  }));
  const stores = await storesOf([...near, ...far]);
  const question = { limit: 20, filter: { tags: "red" } };
  const { pages, next } = await pagesOf(stores, question, 4);
  expect(pages.flat()).toEqual(far.slice(0, 80).map(({ id }) => id));
  expect(next).not.toBeNull();
});

test("pages end at 1,000 matches, and that is not called truncated", async () => {
  const pictures = Array.from({ length: 1_100 }, (_, i) => ({
    id: number(i),
    similarity: 0.9 - i / 10_000,
  }));
  const { pages, truncated } = await pagesOf(await storesOf(pictures), { limit: 300 });
  expect(pages.map(({ length }) => length)).toEqual([300, 300, 300, 100]);
  expect(pages.flat()).toEqual(pictures.slice(0, 1_000).map(({ id }) => id));
  expect(truncated).toBe(false);
});

test("a filtered search asks the store for as many as the page needs", async () => {
  const pictures = Array.from({ length: 9_000 }, (_, i) => ({
    id: number(i),
    similarity: 0.9 - i / 100_000,
    tag: "red",
  }));
  const { metadata, vectors } = await storesOf(pictures);
  const asked: number[] = [];
  const counting: VectorStore = {
    ...vectors,
    query(query) {
      asked.push(query.topK);
      return vectors.query(query);
    },
  };
  const question = { limit: 25, filter: { tags: "red" } };
  const { pages } = await pagesOf({ metadata, vectors: counting }, question, 2);
  expect(pages.flat()).toEqual(pictures.slice(0, 50).map(({ id }) => id));
  expect(asked).toEqual([33, 58]);
});

test("a page of few that match is filled, though the nearest of them are hidden", async () => {
  const pictures = Array.from({ length: 120 }, (_, i) => ({
    id: number(i),
    similarity: 0.9 - i / 1_000,
    tag: "red",
  }));
  const stores = await storesOf(pictures);
  const ids = pictures.map(({ id }) => id);
  // Between the look at the filter and the reading of rows, as another writer may do.
  const metadata = {
    ...stores.metadata,
    async get(wanted: readonly string[]) {
      await stores.metadata.setStatus(ids.slice(0, 60), "deleting");
      return stores.metadata.get(wanted);
    },
  };
  const question = { limit: 10, filter: { tags: "red" } };
  const { pages, truncated } = await pagesOf({ ...stores, metadata }, question);
  expect(pages.flat()).toEqual(ids.slice(60));
  expect(truncated).toBe(false);
});

test("a store that answers fewer than match makes the answer truncated", async () => {
  const pictures = Array.from({ length: 15 }, (_, i) => ({
    id: number(i),
    similarity: 0.9 - i / 100,
    tag: "red",
  }));
  const stores = await storesOf(pictures, { maxTopK: 10 });
  const filter = { tags: "red" };
  expect(await pagesOf(stores, { limit: 20, filter })).toMatchObject({
    pages: [pictures.slice(0, 10).map(({ id }) => id)],
    truncated: true,
  });
  // The ten nearest hold all that are near enough.
  expect(await pagesOf(stores, { limit: 20, filter, minSimilarity: 0.85 })).toMatchObject({
    pages: [pictures.slice(0, 6).map(({ id }) => id)],
    truncated: false,
  });
});
