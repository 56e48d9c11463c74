import { matchesFilter } from "../stores/filter.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { ImageRecord, ImageSource, ImageStatus, Tag } from "../types.js";
import { createMemory, type MemoryCollection, type MemoryOptions } from "./memory.js";
import { pageOf } from "./pages.js";
import { StoreState } from "./store-state.js";

/**
 * A `MetadataStore` in memory. For tests and small throwaway indexes, and to
 * see what a store has to do. A change is done in one go and then counted, so
 * nobody ever sees half of it.
 */
export function memoryMetadata({ memory = createMemory() }: MemoryOptions = {}): MetadataStore {
  const { collections } = memory;
  const state = new StoreState("metadata");
  const use = (signal?: AbortSignal) => state.use(collections, signal);
  return {
    name: "memory",
    capabilities: { filter: true, maxBatch: 1_000 },

    async open({ collection, signal }) {
      await state.enter(signal);
      if (!collections.has(collection)) {
        collections.set(collection, {
          meta: new Map(),
          rows: new Map(),
          revision: 0,
          rowsEver: 0,
        });
      }
      state.open(collection);
    },

    async getMeta(key, { signal } = {}) {
      const { meta } = await use(signal);
      return meta.get(key) ?? null;
    },

    async setMeta(key, value, { expected, signal } = {}) {
      const { meta } = await use(signal);
      if (expected !== undefined && (meta.get(key) ?? null) !== expected) return false;
      meta.set(key, value);
      return true;
    },

    async revision({ signal } = {}) {
      return (await use(signal)).revision;
    },

    async put(records, { signal } = {}) {
      const copies = structuredClone(records);
      const collection = await use(signal);
      const owners = ownersOfPaths(collection);
      for (const record of copies) {
        for (const { path } of record.sources) {
          if (path === undefined) continue;
          const owner = owners.get(path);
          if (owner && owner.id !== record.id) take(owner, { path });
        }
        claimPaths(owners, putRow(collection, record));
      }
      collection.revision++;
    },

    async get(ids, { signal } = {}) {
      const wanted = [...ids];
      const { rows } = await use(signal);
      return wanted.map((id) => copyOf(rows.get(id)?.record));
    },

    async findByHash(hashes, { signal } = {}) {
      const wanted = [...hashes];
      const records = recordsOf(await use(signal));
      const found = new Map(records.map((record) => [record.contentHash, record]));
      return wanted.map((hash) => copyOf(found.get(hash)));
    },

    async findByPath(paths, { signal } = {}) {
      const wanted = [...paths];
      const owners = ownersOfPaths(await use(signal));
      return wanted.map((path) => copyOf(owners.get(path)));
    },

    async removeSource(id, source, { signal } = {}) {
      const collection = await use(signal);
      const record = collection.rows.get(id)?.record;
      if (!record) return 0;
      take(record, source);
      collection.revision++;
      return record.sources.length;
    },

    async setStatus(ids, status, { signal } = {}) {
      const wanted = [...ids];
      const collection = await use(signal);
      for (const id of wanted) {
        const record = collection.rows.get(id)?.record;
        if (!record) continue;
        record.status = status;
        if (status === "indexed") record.indexedAt = Date.now();
      }
      collection.revision++;
    },

    async delete(ids, { signal } = {}) {
      const unwanted = [...ids];
      const collection = await use(signal);
      for (const id of unwanted) collection.rows.delete(id);
      collection.revision++;
    },

    async scan({ status, filter, signal, ...page }) {
      const { rows } = await use(signal);
      return pageOf(
        rows,
        page,
        ({ record }) =>
          (status === undefined || record.status === status) &&
          (filter === undefined || matchesFilter(record, filter)),
      );
    },

    async tagCounts(tags, { signal } = {}) {
      const counts = new Map(tags.map((tag) => [tag, 0]));
      for (const record of recordsOf(await use(signal))) {
        for (const tag of new Set(record.tags.map(({ tag }) => tag))) {
          const count = counts.get(tag);
          if (count !== undefined) counts.set(tag, count + 1);
        }
      }
      return counts;
    },

    async stats({ signal } = {}) {
      const count: Record<ImageStatus, number> = { pending: 0, indexed: 0, failed: 0, deleting: 0 };
      for (const { status } of recordsOf(await use(signal))) count[status]++;
      return { count, bytes: null };
    },

    async drop({ signal } = {}) {
      await use(signal);
      const collection = state.forget();
      if (collection !== undefined) collections.delete(collection);
    },

    close: state.close,
    [Symbol.asyncDispose]: state.close,
  };
}

function recordsOf({ rows }: MemoryCollection): ImageRecord[] {
  return [...rows.values()].map(({ record }) => record);
}

function ownersOfPaths(collection: MemoryCollection): Map<string, ImageRecord> {
  const owners = new Map<string, ImageRecord>();
  for (const record of recordsOf(collection)) claimPaths(owners, record);
  return owners;
}

function claimPaths(owners: Map<string, ImageRecord>, record: ImageRecord): void {
  for (const { path } of record.sources) if (path !== undefined) owners.set(path, record);
}

/** Adds or merges a row; returns it as it is kept. */
function putRow(collection: MemoryCollection, record: ImageRecord): ImageRecord {
  const known = collection.rows.get(record.id);
  const sources = known?.record.sources ?? [];
  for (const source of record.sources) {
    const at = sources.findIndex((other) => isSame(other, source));
    if (at === -1) sources.push(source);
    else sources[at] = source;
  }
  const tags = record.tags.sort(byConfidence);
  const number = known?.number ?? ++collection.rowsEver;
  const kept = { ...record, sources, tags };
  collection.rows.set(record.id, { number, record: kept });
  return kept;
}

/** Takes a source away from a picture that may have it. */
function take(record: ImageRecord, source: Pick<ImageSource, "path" | "url">): void {
  record.sources = record.sources.filter((other) => !isSame(other, source));
}

function isSame(
  a: Pick<ImageSource, "path" | "url">,
  b: Pick<ImageSource, "path" | "url">,
): boolean {
  return a.path === b.path && (a.path !== undefined || a.url === b.url);
}

function byConfidence(a: Tag, b: Tag): number {
  return b.confidence - a.confidence || Buffer.compare(Buffer.from(a.tag), Buffer.from(b.tag));
}

function copyOf(record: ImageRecord | undefined): ImageRecord | null {
  return record ? structuredClone(record) : null;
}
