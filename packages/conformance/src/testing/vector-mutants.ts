import type { VectorStore } from "@revimg/core";
import { memoryVectors } from "@revimg/core/memory";
import {
  aTurn,
  checkedOnce,
  type Mutant,
  vectorMutant as mutant,
  overlapping,
  pagedByCount,
} from "./mutant.js";

const { maxBatch } = memoryVectors().capabilities;

/** A store that changes ids on their way in. */
function withIds(store: VectorStore, change: (id: string) => string): Partial<VectorStore> {
  const changed = (ids: readonly string[]) => ids.map(change);
  return {
    upsert: (records, options) =>
      store.upsert(
        records.map(({ id, vector }) => ({ id: change(id), vector })),
        options,
      ),
    fetch: (ids, options) => store.fetch(changed(ids), options),
    delete: (ids, options) => store.delete(changed(ids), options),
    query: (query) => store.query({ ...query, ...(query.ids && { ids: changed(query.ids) }) }),
  };
}

export const vectorMutants: readonly Mutant<VectorStore>[] = [
  mutant(
    "a clone is the store",
    [
      "a clone sees the same spaces, and opens one of its own",
      "closing a clone leaves the store open",
    ],
    (store) => ({ clone: () => store }),
  ),
  mutant(
    "a clone has spaces of its own",
    "a clone sees the same spaces, and opens one of its own",
    () => ({ clone: () => memoryVectors() }),
  ),
  mutant(
    "a clone's end is the store's",
    "closing a clone leaves the store open",
    (store, memory) => ({
      clone() {
        const clone = memoryVectors({ memory });
        return {
          ...clone,
          close: async () => void (await Promise.all([clone.close(), store.close()])),
        };
      },
    }),
  ),
  mutant(
    "a score is a distance",
    "scores are cosines within 0.001, higher for what is closer",
    (store) => ({
      query: async (query) =>
        (await store.query(query)).map(({ id, score }) => ({ id, score: 1 - score })),
    }),
  ),
  mutant(
    "the two farthest hits change places",
    "a query orders records at 0, 30, 60, 90 and 180 degrees nearest first",
    (store) => ({
      async query(query) {
        const hits = await store.query(query);
        return [...hits.slice(0, -2), ...hits.slice(-2).reverse()];
      },
    }),
  ),
  mutant("one hit too many", "a query finds no more than topK records", (store) => ({
    query: (query) => store.query({ ...query, topK: query.topK + 1 }),
  })),
  mutant("topK of 10,000 finds nothing", "a query of maxTopK is answered", (store) => ({
    query: async (query) => (query.topK === 10_000 ? [] : store.query(query)),
  })),
  mutant("ids are looked at after topK", "a query by ids looks at these records only", (store) => ({
    async query({ ids, ...query }) {
      const hits = await store.query(query);
      return ids ? hits.filter(({ id }) => ids.includes(id)) : hits;
    },
  })),
  mutant("no ids mean all", "a query by no ids finds nothing", (store) => ({
    query: ({ ids, ...query }) => store.query({ ...query, ...(ids?.length && { ids }) }),
  })),
  mutant("only the first 10,000 ids count", "a query takes 20,000 ids", (store) => ({
    query: ({ ids, ...query }) =>
      store.query({ ...query, ...(ids && { ids: ids.slice(0, 10_000) }) }),
  })),
  mutant(
    "the last record of a full batch is dropped",
    "one upsert takes maxBatch records",
    (store) => ({
      upsert: (records, options) =>
        store.upsert(records.length < maxBatch ? records : records.slice(0, -1), options),
    }),
  ),
  mutant(
    "the last id of a full batch is not deleted",
    "one delete takes maxBatch ids",
    (store) => ({
      delete: (ids, options) =>
        store.delete(ids.length < maxBatch ? ids : ids.slice(0, -1), options),
    }),
  ),
  mutant(
    "a known vector is left as it is, but moved in the search",
    "an upsert over an existing record replaces it",
    (store) => {
      const first = new Map<string, Float32Array>();
      return {
        async upsert(records, options) {
          await store.upsert(records, options);
          for (const { id, vector } of records) if (!first.has(id)) first.set(id, vector.slice());
        },
        fetch: async (ids, options) =>
          (await store.fetch(ids, options)).map(
            (vector, i) => vector && (first.get(ids[i]!) ?? vector),
          ),
      };
    },
  ),
  mutant(
    "fetched vectors come in an order of their own",
    "a fetch answers in the order asked for, with null for what is absent",
    (store) => ({
      async fetch(ids, options) {
        const vectors = await store.fetch(ids, options);
        return ids.length === 4 ? vectors.reverse() : vectors;
      },
    }),
  ),
  mutant("vectors are rounded", "fetched values are within 1e-6 of those stored", (store) => ({
    fetch: async (ids, options) =>
      (await store.fetch(ids, options)).map(
        (vector) => vector?.map((value) => Math.round(value * 1e3) / 1e3) ?? null,
      ),
  })),
  mutant("ids are truncated", "ids of 512 characters are kept whole", (store) =>
    withIds(store, (id) => id.slice(0, 255)),
  ),
  mutant(
    "ids are trimmed",
    "ids that differ in case, a space or normal form only are different",
    (store) => withIds(store, (id) => id.trim()),
  ),
  mutant(
    "ids are brought into one normal form",
    "ids that differ in case, a space or normal form only are different",
    (store) => withIds(store, (id) => id.normalize()),
  ),
  mutant(
    "ids come back encoded",
    "ids of any script and punctuation come back as they were",
    (store) => ({
      query: async (query) =>
        (await store.query(query)).map(({ id, score }) => ({
          id: id.length < 512 ? encodeURI(id) : id,
          score,
        })),
    }),
  ),
  mutant("pages overlap", "a scan of 2,500 records lists each once", (store) => ({
    scan: ({ signal, ...page }) => overlapping(page, (one) => store.scan({ ...one, signal })),
  })),
  mutant(
    "pages go by a count",
    "a scan during deletes lists every record that stays once",
    (store) => ({
      scan: ({ signal, ...page }) => pagedByCount(page, (one) => store.scan({ ...one, signal })),
    }),
  ),
  mutant(
    "a delete reaches other spaces",
    "two spaces do not see each other's records",
    (store, memory) => ({
      async delete(ids, options) {
        await store.delete(ids, options);
        for (const { vectors } of memory.spaces.values()) for (const id of ids) vectors.delete(id);
      },
    }),
  ),
  mutant(
    "any dimension is opened",
    "opening a space with another dimension is refused with index_mismatch",
    (store, memory) => ({
      open: ({ space, dimension, ...options }) =>
        store.open({
          space,
          dimension: memory.spaces.get(space)?.dimension ?? dimension,
          ...options,
        }),
    }),
  ),
  mutant(
    "only the open space is dropped",
    "dropping another space leaves the open one as it is",
    (store) => {
      let opened = "";
      return {
        async open(options) {
          await store.open(options);
          opened = options.space;
        },
        drop: async (space, options) =>
          store.drop(space === opened ? space : `${space}-absent`, options),
      };
    },
  ),
  mutant(
    "an upsert under way can't be aborted",
    "an upsert aborted in flight rejects with the signal's reason",
    (store) => ({
      upsert: async (records, options = {}) => store.upsert(records, checkedOnce(options)),
    }),
  ),
  mutant(
    "an abort of a query is an error of another kind",
    "a query aborted in flight rejects with the signal's reason",
    (store) => ({
      query: (query) =>
        store.query(query).catch((error) => {
          throw query.topK === 10 && query.signal?.aborted ? new Error("cancelled") : error;
        }),
    }),
  ),
  mutant(
    "only the event of an abort is heard",
    "a signal aborted before the call makes every call reject with its reason",
    (store) => ({
      async fetch(ids, { signal } = {}) {
        const controller = new AbortController();
        signal?.addEventListener("abort", () => controller.abort(signal.reason));
        return store.fetch(ids, { signal: controller.signal });
      },
    }),
  ),
  mutant(
    "a space that is not open is empty",
    "before open every call is refused with invalid_input",
    (store) => {
      let isOpen = false;
      return {
        async open(options) {
          await store.open(options);
          isOpen = true;
        },
        stats: async (options) => {
          if (isOpen) return store.stats(options);
          await aTurn();
          return { count: 0 };
        },
      };
    },
  ),
  mutant(
    "fetch works on after close",
    "after close every call is refused with disposed",
    (store, memory) => {
      const other = memoryVectors({ memory });
      return {
        async open(options) {
          await store.open(options);
          await other.open(options);
        },
        fetch: (ids, options) => other.fetch(ids, options),
      };
    },
  ),
  mutant("a second close fails", "a second close does nothing", (store) => {
    let closes = 0;
    return {
      async close() {
        if (closes++ > 0) throw new Error("closed already");
        await store.close();
      },
    };
  }),
  mutant("`await using` closes nothing", "leaving an `await using` block closes the store", () => ({
    [Symbol.asyncDispose]: async () => undefined,
  })),
  mutant(
    "close leaves a timer running",
    "after close nothing keeps the process alive",
    (store) => ({
      async open(options) {
        await store.open(options);
        leftTimers.push(setInterval(() => undefined, 1_000));
      },
    }),
  ),
];

/** What the last mutant leaves running. */
export const leftTimers: NodeJS.Timeout[] = [];
