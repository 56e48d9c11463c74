import type { ImageSource, MetadataStore } from "@revimg/core";
import { memoryMetadata } from "@revimg/core/memory";
import {
  aTurn,
  type Mutant,
  metadataMutant as mutant,
  overlapping,
  pagedByCount,
  rowsOf,
} from "./mutant.js";

const { maxBatch } = memoryMetadata().capabilities;

/** Mistakes in all methods but `put`, filters and counts of tags. */
export const metadataMutants: readonly Mutant<MetadataStore>[] = [
  mutant("tags come by name", "tags come by descending confidence, then by name", (store) => ({
    get: async (ids, options) =>
      (await store.get(ids, options)).map(
        (record) =>
          record && { ...record, tags: record.tags.sort((a, b) => (a.tag < b.tag ? -1 : 1)) },
      ),
  })),
  mutant(
    "signatures come though they were not asked for",
    "a get without signatures leaves out nothing else",
    (store) => ({ get: (ids, options) => store.get(ids, { ...options, signatures: true }) }),
  ),
  mutant(
    "the last sources stay away with the signatures",
    ["a get without signatures leaves out nothing else", "one get or find takes maxBatch values"],
    (store) => ({
      async get(ids, options) {
        const found = await store.get(ids, options);
        if (options?.signatures !== false) return found;
        return found.map((record) => record && { ...record, sources: record.sources.slice(0, 1) });
      },
    }),
  ),
  mutant(
    "signatures of absent pictures are left out",
    "signatures come as bytes, in the order asked for",
    (store) => ({
      signatures: async (ids, options) =>
        (await store.signatures(ids, options)).filter((signature) => signature !== null),
    }),
  ),
  mutant(
    "a per cent sign in a path stands for anything",
    "findByPath finds pictures by a source's path, in the order asked for",
    (store) => ({
      findByPath: (paths, options) =>
        store.findByPath(
          paths.map((path) => path.replace("%.jpg", "1.jpg")),
          options,
        ),
    }),
  ),
  mutant(
    "findByUrl finds files by what is said of them",
    "findByUrl finds pictures by a source without a path, in the order asked for",
    (store, memory) => ({
      async findByUrl(urls, options) {
        await store.findByUrl(urls, options);
        const records = rowsOf(memory).map(({ record }) => record);
        return urls.map((url) =>
          records
            .filter(({ sources }) => sources.some((source) => source.url === url))
            .sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
      },
    }),
  ),
  mutant("findByPath gives one picture a path", "a path may lead to several pictures", (store) => ({
    findByPath: async (paths, options) =>
      (await store.findByPath(paths, options)).map((found) => found.slice(0, 1)),
  })),
  mutant(
    "the pictures of a path come in the order in which they were added",
    "a path may lead to several pictures",
    (store, memory) => ({
      async findByPath(paths, options) {
        const order = rowsOf(memory).map(({ record }) => record.id);
        const found = await store.findByPath(paths, options);
        return found.map((records) =>
          records.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
        );
      },
    }),
  ),
  mutant(
    "the last value of a full batch is not looked for",
    "one get or find takes maxBatch values",
    (store) => ({
      findByHash: async (hashes, options) =>
        (await store.findByHash(hashes, options)).map((record, i) =>
          i === maxBatch - 1 ? null : record,
        ),
    }),
  ),
  mutant("pages overlap", "a scan of 2,500 pictures lists each once", (store) => ({
    scan: (page) => overlapping(page, (one) => store.scan({ ...page, ...one })),
  })),
  mutant(
    "pages go by a count",
    "a scan during deletes lists every picture that stays once",
    (store) => ({
      scan: (page) => pagedByCount(page, (one) => store.scan({ ...page, ...one })),
    }),
  ),
  mutant(
    "the status does not matter to a scan without a filter",
    "a scan by status lists the pictures of this status only",
    (store) => ({
      scan: ({ status, ...page }) =>
        store.scan({ ...page, ...(status && page.filter && { status }) }),
    }),
  ),
  mutant(
    "names go by UTF-16 units",
    "a list goes by date, name or size, in both directions",
    (store, memory) => ({
      async list(request) {
        const { sort, after, pageSize, status, filter } = request;
        const right = await store.list(request);
        if (sort !== "name" || status || filter) return right;
        const places = rowsOf(memory).map(({ record: { filename: value, id } }) => ({ value, id }));
        places.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
        const start = places.findIndex(({ id }) => id === after?.id) + 1;
        const page = places.slice(start, start + pageSize);
        const isLast = start + pageSize >= places.length;
        return { ids: page.map(({ id }) => id), next: isLast ? null : page.at(-1)! };
      },
    }),
  ),
  mutant(
    "a page begins behind all pictures of the value where the last one ended",
    "a list goes by date, name or size, in both directions",
    (store) => ({
      list: ({ after, ...request }) =>
        store.list({
          ...request,
          after: after && { ...after, id: request.descending ? "" : "\uffff" },
        }),
    }),
  ),
  mutant(
    "a list has one direction",
    "a list goes by date, name or size, in both directions",
    (store) => ({ list: (request) => store.list({ ...request, descending: false }) }),
  ),
  mutant(
    "the status does not matter to a list",
    "a list by status lists the pictures of this status only",
    (store) => ({ list: ({ status, ...request }) => store.list(request) }),
  ),
  mutant(
    "a filter does not matter to a list",
    "a list with a filter lists the matching pictures only",
    (store) => ({ list: ({ filter, ...request }) => store.list(request) }),
  ),
  mutant(
    "the time of indexing is not set",
    "setStatus to indexed sets indexedAt to now",
    (store, memory) => ({
      async setStatus(ids, status, options) {
        const before = await store.get(ids);
        await store.setStatus(ids, status, options);
        for (const { rows } of memory.collections.values()) {
          for (const record of before) {
            const row = record && rows.get(record.id);
            if (row) row.record.indexedAt = record.indexedAt;
          }
        }
      },
    }),
  ),
  mutant(
    "any status takes the time of indexing away",
    "setStatus to another status leaves the rest of the row",
    (store, memory) => ({
      async setStatus(ids, status, options) {
        await store.setStatus(ids, status, options);
        for (const { rows } of memory.collections.values()) {
          for (const id of ids) {
            const row = rows.get(id);
            if (row && status !== "indexed") row.record.indexedAt = null;
          }
        }
      },
    }),
  ),
  mutant(
    "the number of sources left counts the one taken",
    "removeSource takes one source away and tells how many are left",
    (store) => ({
      removeSource: async (id, source, options) =>
        (await store.removeSource(id, source, options)) + 1,
    }),
  ),
  mutant(
    "a source without path and URL stands for all without a path",
    "a source without path, URL and page is one source",
    (store) => ({
      async removeSource(id, source, options) {
        const [record] = await store.get([id]);
        if (source.path === undefined && source.url === undefined) {
          for (const { path, url } of record?.sources ?? []) {
            if (path === undefined && url !== undefined) await store.removeSource(id, { url });
          }
        }
        return store.removeSource(id, source, options);
      },
    }),
  ),
  mutant(
    "a source is taken away from every picture of its path",
    [
      "a path may lead to several pictures",
      // It writes to others without their leases.
      "writes of an owner that has lost its lease are refused",
    ],
    (store) => ({
      async removeSource(id, source, options) {
        const { path } = source;
        const [found = []] = path === undefined ? [] : await store.findByPath([path]);
        for (const other of found) await store.removeSource(other.id, { path: path! });
        return store.removeSource(id, source, options);
      },
    }),
  ),
  mutant(
    "a deleted picture is still counted by its tags",
    "a deleted picture is gone with its sources and tags",
    (store) => {
      const kept = new Set<string>();
      return {
        async delete(ids, options) {
          for (const record of await store.get(ids)) {
            for (const { tag } of record?.tags ?? []) kept.add(tag);
          }
          await store.delete(ids, options);
        },
        async tagCounts(tags, options) {
          const counts = await store.tagCounts(tags, options);
          for (const tag of kept) {
            if (counts.has(tag)) counts.set(tag, counts.get(tag)! + 1);
          }
          return counts;
        },
      };
    },
  ),
  mutant(
    "the sources of a deleted picture come back",
    "a picture put again after its delete has nothing of its past",
    (store) => {
      const past = new Map<string, ImageSource[]>();
      return {
        async delete(ids, options) {
          for (const record of await store.get(ids)) {
            if (record) past.set(record.id, record.sources);
          }
          await store.delete(ids, options);
        },
        put: (records, options) =>
          store.put(
            records.map((record) => ({
              ...record,
              sources: [...(past.get(record.id) ?? []), ...record.sources],
            })),
            options,
          ),
      };
    },
  ),
  mutant(
    "an absent value equals any",
    "setMeta with an expected value sets only in its place",
    (store) => ({
      async setMeta(key, value, options = {}) {
        const { expected, ...rest } = options;
        if (typeof expected !== "string" || (await store.getMeta(key)) !== null) {
          return store.setMeta(key, value, options);
        }
        return store.setMeta(key, value, rest);
      },
    }),
  ),
  mutant(
    "others may set a value between compare and set",
    "of 20 callers that expect the same value one sets it",
    (store) => ({
      async setMeta(key, value, { expected, signal } = {}) {
        const present = await store.getMeta(key, { signal });
        await aTurn();
        if (expected !== undefined && present !== expected) return false;
        return store.setMeta(key, value);
      },
    }),
  ),
  mutant(
    "the revision is frozen",
    "the revision grows with every put, setStatus, removeSource and delete",
    (store) => ({
      revision: async (options) => {
        await store.revision(options);
        return 7;
      },
    }),
  ),
  mutant(
    "every look at the revision moves it",
    [
      "the revision does not move when nothing is changed",
      "leases do not move the revision",
      "a refused write does not move the revision",
    ],
    (store) => {
      let looks = 0;
      return { revision: async (options) => (await store.revision(options)) + looks++ };
    },
  ),
  mutant(
    "a dropped collection keeps its manifest",
    "a dropped collection is empty when it is opened again",
    (store, memory) => ({
      async drop(options) {
        const collections = new Map(memory.collections);
        await store.drop(options);
        for (const [name, kept] of collections) {
          if (!memory.collections.has(name)) {
            memory.collections.set(name, { ...kept, rows: new Map(), revision: 0, rowsEver: 0 });
          }
        }
      },
    }),
  ),
  mutant(
    "two collections have one manifest",
    "two collections know nothing of each other",
    (store, memory) => ({
      async getMeta(key, options) {
        await store.getMeta(key, options);
        const all = [...memory.collections.values()].map(({ meta }) => meta.get(key));
        return all.find((value) => value !== undefined) ?? null;
      },
    }),
  ),
  mutant(
    "getMeta works on after close",
    "after close every call is refused with disposed",
    (store, memory) => {
      const other = memoryMetadata({ memory });
      return {
        async open(options) {
          await store.open(options);
          await other.open(options);
        },
        getMeta: (key, options) => other.getMeta(key, options),
      };
    },
  ),
];
