import { matchesFilter } from "../filter.js";
import type { ImageRecord, ImageSource, ImageStatus, Tag } from "../image-record.js";
import { embeddedLeaseMs, LeaseTable } from "../lease-table.js";
import type { MetadataStore } from "../metadata-store.js";
import { isSameSource, type SourcePlace } from "../same-source.js";
import { listPage } from "./list-page.js";
import { createMemory, type MemoryCollection, type MemoryOptions } from "./memory.js";
import { pageOf } from "./pages.js";
import { StoreState } from "./store-state.js";

/**
 * A `MetadataStore` in memory, for tests and small throwaway indexes, and as an example
 * of a store. A change is done in one go and then counted, so nobody sees half of it.
 */
export function memoryMetadata({ memory = createMemory() }: MemoryOptions = {}): MetadataStore {
  const { collections } = memory;
  const state = new StoreState("metadata");
  const use = (signal?: AbortSignal) => state.use(collections, signal);
  const close = async () => {
    await state.close();
    for (const { leases } of collections.values()) leases.releaseAllOf(state);
  };
  return {
    name: "memory",
    capabilities: { filter: true, maxBatch: 1_000, leaseMs: embeddedLeaseMs },

    async open({ collection, signal }) {
      await state.enter(signal);
      if (!collections.has(collection)) {
        collections.set(collection, {
          meta: new Map(),
          rows: new Map(),
          leases: new LeaseTable(),
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

    async put(records, { owner, signal } = {}) {
      const copies = structuredClone(records);
      const collection = await use(signal);
      collection.leases.require(
        copies.map(({ id }) => id),
        owner,
        "memory",
      );
      for (const record of copies) putRow(collection, record);
      collection.revision++;
    },

    async get(ids, { signal, signatures = true } = {}) {
      const wanted = [...ids];
      const { rows } = await use(signal);
      return wanted.map((id) => {
        const copy = copyOf(rows.get(id)?.record);
        return copy && !signatures ? { ...copy, signature: null } : copy;
      });
    },

    async signatures(ids, { signal } = {}) {
      const wanted = [...ids];
      const { rows } = await use(signal);
      return wanted.map((id) => {
        const signature = rows.get(id)?.record.signature ?? null;
        return signature === null ? null : new Uint8Array(Buffer.from(signature, "base64"));
      });
    },

    async findByHash(hashes, { signal } = {}) {
      const wanted = [...hashes];
      const records = recordsOf(await use(signal));
      const found = new Map(records.map((record) => [record.contentHash, record]));
      return wanted.map((hash) => copyOf(found.get(hash)));
    },

    async findByPath(paths, { signal } = {}) {
      const wanted = [...paths];
      const found = recordsBy(await use(signal), ({ path }) => path);
      return wanted.map((path) => structuredClone(found.get(path) ?? []));
    },

    async findByUrl(urls, { signal } = {}) {
      const wanted = [...urls];
      const urlOf = ({ path, url }: ImageSource) => (path === undefined ? url : undefined);
      const found = recordsBy(await use(signal), urlOf);
      return wanted.map((url) => structuredClone(found.get(url) ?? []));
    },

    async removeSource(id, source, { owner, signal } = {}) {
      const collection = await use(signal);
      collection.leases.require([id], owner, "memory");
      const record = collection.rows.get(id)?.record;
      if (!record) return 0;
      record.sources = without(record.sources, source);
      collection.revision++;
      return record.sources.length;
    },

    async setStatus(ids, status, { owner, signal } = {}) {
      const wanted = [...ids];
      const collection = await use(signal);
      collection.leases.require(wanted, owner, "memory");
      for (const id of wanted) {
        const record = collection.rows.get(id)?.record;
        if (!record) continue;
        record.status = status;
        if (status === "indexed") record.indexedAt = Date.now();
      }
      collection.revision++;
    },

    async delete(ids, { owner, signal } = {}) {
      const unwanted = [...ids];
      const collection = await use(signal);
      collection.leases.require(unwanted, owner, "memory");
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

    async list({ status, filter, signal, ...page }) {
      const records = recordsOf(await use(signal)).filter(
        (record) =>
          (status === undefined || record.status === status) &&
          (filter === undefined || matchesFilter(record, filter)),
      );
      return listPage(records, page);
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

    async topTags({ prefix, limit, signal }) {
      const counts = new Map<string, number>();
      for (const record of recordsOf(await use(signal))) {
        for (const tag of new Set(record.tags.map(({ tag }) => tag))) {
          if (tag.startsWith(prefix)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
        }
      }
      return [...counts]
        .map(([tag, count]) => ({ tag, count }))
        .sort((a, b) => b.count - a.count || byBytes(a.tag, b.tag))
        .slice(0, limit);
    },

    async stats({ signal } = {}) {
      const count: Record<ImageStatus, number> = { pending: 0, indexed: 0, failed: 0, deleting: 0 };
      for (const { status } of recordsOf(await use(signal))) count[status]++;
      return { count, bytes: null };
    },

    async lease(ids, { signal, ...wish }) {
      const wanted = [...ids];
      return (await use(signal)).leases.lease(wanted, wish, state);
    },

    async renew(ids, { signal, ...wish }) {
      const held = [...ids];
      return (await use(signal)).leases.renew(held, wish);
    },

    async release(ids, { owner, signal }) {
      const held = [...ids];
      (await use(signal)).leases.release(held, owner);
    },

    async drop({ signal } = {}) {
      await use(signal);
      const collection = state.forget();
      if (collection !== undefined) collections.delete(collection);
    },

    close,
    [Symbol.asyncDispose]: close,
  };
}

function recordsOf({ rows }: MemoryCollection): ImageRecord[] {
  return [...rows.values()].map(({ record }) => record);
}

/** The pictures of each place that their sources name, sorted by id. */
function recordsBy(
  collection: MemoryCollection,
  placeOf: (source: ImageSource) => string | undefined,
): Map<string, ImageRecord[]> {
  const found = new Map<string, ImageRecord[]>();
  for (const record of recordsOf(collection)) {
    for (const source of record.sources) {
      const place = placeOf(source);
      if (place !== undefined) found.set(place, [...(found.get(place) ?? []), record]);
    }
  }
  for (const records of found.values()) records.sort((a, b) => byBytes(a.id, b.id));
  return found;
}

/** Adds or merges a row. */
function putRow(collection: MemoryCollection, record: ImageRecord): void {
  const known = collection.rows.get(record.id);
  let sources = known?.record.sources ?? [];
  for (const source of record.sources) sources = [...without(sources, source), source];
  const tags = record.tags.sort(byConfidence);
  const number = known?.number ?? ++collection.rowsEver;
  collection.rows.set(record.id, { number, record: { ...record, sources, tags } });
}

function without(sources: readonly ImageSource[], source: SourcePlace): ImageSource[] {
  return sources.filter((other) => !isSameSource(other, source));
}

function byConfidence(a: Tag, b: Tag): number {
  return b.confidence - a.confidence || byBytes(a.tag, b.tag);
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function copyOf(record: ImageRecord | undefined): ImageRecord | null {
  return record ? structuredClone(record) : null;
}
