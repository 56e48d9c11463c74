import type { ImageRecord, MetadataStore } from "@revimg/core";
import { matchesFilter, type StoreFilter } from "@revimg/core";
import type { Memory } from "@revimg/core/memory";
import { type Mutant, metadataMutant as mutant, pagedByCount } from "./mutant.js";

/** A store that filters differently. */
function filtering(
  store: MetadataStore,
  memory: Memory,
  matches: (record: ImageRecord, filter: StoreFilter) => boolean,
): Partial<MetadataStore> {
  const recordOf = (id: string) =>
    [...memory.collections.values()].flatMap(({ rows }) => rows.get(id)?.record ?? [])[0];
  return {
    async scan({ filter, ...page }) {
      if (!filter) return store.scan(page);
      return pagedByCount(page, async ({ pageSize }) => {
        const { ids } = await store.scan({ ...page, after: null, pageSize });
        const wanted = ids.filter((id) => {
          const record = recordOf(id);
          return record && matches(record, filter);
        });
        return { ids: wanted, next: null };
      });
    },
  };
}

const withoutAttributes = (filter: StoreFilter) => ({ ...filter, attributes: [] });

export const metadataFilterMutants: readonly Mutant<MetadataStore>[] = [
  mutant(
    "a domain's end is enough",
    "a scan by domains looks at all sources and the row, for any of them",
    (store, memory) =>
      filtering(store, memory, (record, { domains, ...filter }) => {
        const own = [record.sourceDomain, ...record.sources.map(({ domain }) => domain)];
        return (
          matchesFilter(record, { ...filter, domains: [] }) &&
          (domains.length === 0 ||
            own.some((one) => domains.some((domain) => one?.endsWith(domain))))
        );
      }),
  ),
  mutant(
    "a folder's name may go on",
    "a scan by folders lists pictures with a file below one of them",
    (store, memory) =>
      filtering(store, memory, (record, filter) =>
        matchesFilter(record, {
          ...filter,
          folders: filter.folders.map((folder) => folder.slice(0, -1)),
        }),
      ),
  ),
  mutant(
    "every folder must hold a file",
    "a scan by folders lists pictures with a file below one of them",
    (store, memory) =>
      filtering(
        store,
        memory,
        (record, filter) =>
          matchesFilter(record, filter) &&
          filter.folders.every((folder) => matchesFilter(record, { ...filter, folders: [folder] })),
      ),
  ),
  mutant(
    "one tag is enough",
    "a scan by tags lists pictures that carry all of them",
    (store, memory) =>
      filtering(store, memory, (record, { tags, ...filter }) => {
        return (
          matchesFilter(record, { ...filter, tags: [] }) &&
          (tags.length === 0 || record.tags.some(({ tag }) => tags.includes(tag)))
        );
      }),
  ),
  mutant(
    "the upper bound of a time is in",
    "a scan by createdAt, width and height keeps gte in and lt out",
    (store, memory) =>
      filtering(store, memory, (record, { createdAt: { lt, ...createdAt }, ...filter }) =>
        matchesFilter(record, {
          ...filter,
          createdAt: { ...createdAt, ...(lt !== undefined && { lt: lt + 1 }) },
        }),
      ),
  ),
  mutant(
    "attributes are compared as texts",
    "a scan by an attribute's values tells types apart",
    (store, memory) =>
      filtering(
        store,
        memory,
        (record, filter) =>
          matchesFilter(record, withoutAttributes(filter)) &&
          filter.attributes.every((condition) =>
            "in" in condition
              ? condition.in.some(
                  (value) =>
                    Object.hasOwn(record.attributes, condition.key) &&
                    String(value) === String(record.attributes[condition.key]),
                )
              : matchesFilter(record, { ...filter, attributes: [condition] }),
          ),
      ),
  ),
  mutant(
    "texts are compared by UTF-16",
    "a scan by an attribute's bounds compares numbers as numbers, texts by their bytes",
    (store, memory) =>
      filtering(
        store,
        memory,
        (record, filter) =>
          matchesFilter(record, withoutAttributes(filter)) &&
          filter.attributes.every((condition) => {
            const value = record.attributes[condition.key];
            const matches = matchesFilter(record, { ...filter, attributes: [condition] });
            if ("in" in condition || typeof value !== "string") return matches;
            const { gte, lt } = condition.bounds;
            if (typeof (gte ?? lt) !== "string") return matches;
            return (
              (gte === undefined || value >= `${gte}`) && (lt === undefined || value < `${lt}`)
            );
          }),
      ),
  ),
  mutant(
    "a dot in a key is a step",
    "a scan by attributes takes keys of any characters",
    (store, memory) =>
      filtering(
        store,
        memory,
        (record, filter) =>
          !filter.attributes.some(({ key }) => key.includes(".")) && matchesFilter(record, filter),
      ),
  ),
  mutant(
    "the filter makes the status be forgotten",
    "a scan by filter and status lists pictures for which both hold",
    (store) => ({
      scan: ({ status, ...page }) =>
        store.scan({ ...page, ...(status && !page.filter && { status }) }),
    }),
  ),
];
