import type { ImageSource, MetadataStore } from "@revimg/core";
import { memoryMetadata } from "@revimg/core/memory";
import { aTurn, checkedOnce, type Mutant, metadataMutant as mutant, rowsOf } from "./mutant.js";

const { maxBatch } = memoryMetadata().capabilities;

const keyOf = ({ path, url, pageUrl }: ImageSource) => path ?? url ?? pageUrl;

/** A `put` that stores other sources than it was given. */
function puttingSources(change: (sources: readonly ImageSource[]) => ImageSource[]) {
  return (store: MetadataStore): Partial<MetadataStore> => ({
    put: (records, options) =>
      store.put(
        records.map((record) => ({ ...record, sources: change(record.sources) })),
        options,
      ),
  });
}

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
    "a put takes its paths from other pictures",
    "a path may lead to several pictures",
    (store, memory) => ({
      async put(records, options) {
        await store.put(records, options);
        const owners = new Map(
          records.flatMap(({ id, sources }) => sources.map(({ path }) => [path, id])),
        );
        for (const { record } of rowsOf(memory)) {
          record.sources = record.sources.filter(
            ({ path }) => path === undefined || (owners.get(path) ?? record.id) === record.id,
          );
        }
      },
    }),
  ),
  mutant(
    "a refreshed source keeps its place",
    "a put over a known picture places the sources it names after the others",
    (store, memory) => ({
      async put(records, options) {
        const known = await store.get(records.map(({ id }) => id));
        await store.put(records, options);
        const places = new Map(
          known.map((record) => [record?.id, record?.sources.map(keyOf) ?? []]),
        );
        for (const { record } of rowsOf(memory)) {
          const place = (source: ImageSource) => {
            const at = (places.get(record.id) ?? []).indexOf(keyOf(source));
            return at === -1 ? Number.MAX_SAFE_INTEGER : at;
          };
          record.sources.sort((a, b) => place(a) - place(b));
        }
      },
    }),
  ),
  mutant(
    "of a source named twice the first counts",
    "of a source that one put names twice, the last counts",
    puttingSources((sources) =>
      sources.filter((one, i) => sources.findIndex((other) => keyOf(other) === keyOf(one)) === i),
    ),
  ),
  mutant(
    "the time of a file's last change of any kind is lost",
    "a record comes back with every field as it was put",
    puttingSources((sources) => sources.map(({ ctimeMs, ...source }) => source)),
  ),
  mutant(
    "what tells whether an address has changed is lost",
    "a record comes back with every field as it was put",
    puttingSources((sources) => sources.map(({ lastModified, ...source }) => source)),
  ),
  mutant(
    "a source's own tags are lost",
    "a record comes back with every field as it was put",
    puttingSources((sources) =>
      sources.map(({ tags, ...source }) => ({ ...source, ...(tags?.length === 0 && { tags }) })),
    ),
  ),
  mutant(
    "a source's own tags are sorted",
    "a record comes back with every field as it was put",
    puttingSources((sources) =>
      sources.map((source) => ({
        ...source,
        ...(source.tags && { tags: source.tags.toSorted() }),
      })),
    ),
  ),
  mutant(
    "an empty list of a source's tags is none",
    "a record comes back with every field as it was put",
    puttingSources((sources) =>
      sources.map(({ tags, ...source }) => ({ ...source, ...(tags?.length && { tags }) })),
    ),
  ),
  mutant(
    "pages do not tell sources apart",
    "sources without path and URL are told apart by their page",
    puttingSources((sources) =>
      sources.filter(
        ({ path, url }, i) =>
          (path ?? url) !== undefined ||
          !sources.slice(i + 1).some((other) => (other.path ?? other.url) === undefined),
      ),
    ),
  ),
  mutant(
    "a source without path and URL is lost",
    "a source without path, URL and page is one source",
    puttingSources((sources) => sources.filter((source) => keyOf(source) !== undefined)),
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
      async put(records, { signal, owner } = {}) {
        try {
          await store.put(records, { signal, owner });
        } catch (error) {
          if (signal?.aborted && records.length > 1) {
            await store.put(records.slice(0, records.length / 2), { owner });
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
        // A write with an owner stays whole: it would be refused by halves.
        const half = options?.owner ? records.length : Math.ceil(records.length / 2);
        await store.put(records.slice(0, half), options);
        if (half === records.length) return;
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
          const mine = [...(known[i]?.sources ?? []), ...sources].map(keyOf);
          for (const { record } of rowsOf(memory)) {
            if (record.id !== id) continue;
            record.sources = record.sources.filter((source) => mine.includes(keyOf(source)));
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
