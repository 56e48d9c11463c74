import { memoryMetadata } from "../../memory/index.js";
import type { MetadataStore } from "../../stores/metadata-store.js";
import type { ImageSource } from "../../types.js";
import { aTurn, checkedOnce, type Mutant, metadataMutant as mutant } from "./mutant.js";

const { maxBatch } = memoryMetadata().capabilities;

/** Mistakes in `put`. */
export const metadataPutMutants: readonly Mutant<MetadataStore>[] = [
  mutant(
    "large numbers lose their upper half",
    "a record comes back with every field as it was put",
    (store) => ({
      put: (records, options) =>
        store.put(
          records.map((record) => ({ ...record, fileSize: record.fileSize % 2 ** 32 })),
          options,
        ),
    }),
  ),
  mutant(
    "the row of a known picture stays",
    "a put over a known picture replaces its row",
    (store) => ({
      async put(records, options) {
        const known = await store.get(records.map(({ id }) => id));
        await store.put(
          records.map((record, i) => ({ ...record, failure: known[i]?.failure ?? record.failure })),
          options,
        );
      },
    }),
  ),
  mutant(
    "a long signature is cut off",
    "a record comes back with every field as it was put",
    (store) => ({
      put: (records, options) =>
        store.put(
          records.map((record) => ({
            ...record,
            signature: record.signature?.slice(0, 2_000) ?? null,
          })),
          options,
        ),
    }),
  ),
  mutant(
    "a signature stays where a picture is put without one",
    "a put over a known picture replaces its row",
    (store) => ({
      async put(records, options) {
        const known = await store.get(records.map(({ id }) => id));
        await store.put(
          records.map((record, i) => ({
            ...record,
            signature: record.signature ?? known[i]?.signature ?? null,
          })),
          options,
        );
      },
    }),
  ),
  mutant("no tags leave those there", "a put over a known picture replaces its tags", (store) => ({
    async put(records, options) {
      const known = await store.get(records.map(({ id }) => id));
      await store.put(
        records.map((record, i) => ({
          ...record,
          tags: record.tags.length > 0 ? record.tags : (known[i]?.tags ?? []),
        })),
        options,
      );
    },
  })),
  mutant(
    "a refreshed source keeps what is not said anew",
    "a put over a known picture refreshes a source of the same path",
    (store) => ({
      async put(records, options) {
        const known = await store.get(records.map(({ id }) => id));
        const refreshed = (source: ImageSource, i: number) => ({
          ...(source.path !== undefined &&
            known[i]?.sources.find(({ path }) => path === source.path)),
          ...source,
        });
        await store.put(
          records.map((record, i) => ({
            ...record,
            sources: record.sources.map((source) => refreshed(source, i)),
          })),
          options,
        );
      },
    }),
  ),
  mutant(
    "a path may lead to two pictures",
    "a path leads to the picture it was put with last, and to no other",
    (store, memory) => ({
      async put(records, options) {
        const { rows } = [...memory.collections.values()].at(-1) ?? {};
        const before = [...(rows ?? [])].map(([id, { record }]) => ({
          id,
          sources: record.sources,
        }));
        await store.put(records, options);
        const putIds = new Set(records.map(({ id }) => id));
        for (const { id, sources } of before) {
          const row = rows?.get(id);
          if (row && !putIds.has(id)) row.record.sources = sources;
        }
      },
    }),
  ),
  mutant(
    "the last record of a full batch is dropped",
    "one put takes maxBatch records",
    (store) => ({
      put: (records, options) =>
        store.put(records.length < maxBatch ? records : records.slice(0, -1), options),
    }),
  ),
  mutant(
    "half of an aborted put is stored",
    "a put that is aborted stores all of its records or none",
    (store) => ({
      async put(records, { signal } = {}) {
        try {
          await store.put(records, { signal });
        } catch (error) {
          if (signal?.aborted && records.length > 1) {
            await store.put(records.slice(0, records.length / 2));
          }
          throw error;
        }
      },
    }),
  ),
  mutant(
    "a put is two commits",
    "a reader beside a put sees all of its records or none",
    (store) => ({
      async put(records, options) {
        const half = Math.ceil(records.length / 2);
        await store.put(records.slice(0, half), options);
        if (records.length < 2) return;
        await aTurn();
        await store.put(records.slice(half));
      },
    }),
  ),
  mutant(
    "a put takes away what another one adds meanwhile",
    "two stores that put the same pictures at once lose nothing",
    (store, memory) => ({
      async put(records, options) {
        const known = await store.get(records.map(({ id }) => id));
        await aTurn();
        await store.put(records, options);
        for (const [i, { id, sources }] of records.entries()) {
          const mine = [...(known[i]?.sources ?? []), ...sources].map(
            ({ path, url }) => path ?? url,
          );
          for (const { rows } of memory.collections.values()) {
            const row = rows.get(id);
            if (!row) continue;
            row.record.sources = row.record.sources.filter(({ path, url }) =>
              mine.includes(path ?? url),
            );
          }
        }
      },
    }),
  ),
  mutant(
    "a put under way can't be aborted",
    "a put aborted in flight rejects with the signal's reason",
    (store) => ({
      put: async (records, options = {}) => store.put(records, checkedOnce(options)),
    }),
  ),
];
