import type { MetadataStore } from "@revimg/core";
import { memoryMetadata } from "@revimg/core/memory";
import { type Mutant, metadataMutant as mutant } from "./mutant.js";

const { maxBatch } = memoryMetadata().capabilities;

/** Mistakes in `tagCounts` and `topTags`. */
export const metadataTagMutants: readonly Mutant<MetadataStore>[] = [
  mutant(
    "tags of failed pictures are not counted",
    "tagCounts counts the pictures of every status that carry a tag",
    (store, memory) => ({
      async tagCounts(tags, options) {
        const counts = await store.tagCounts(tags, options);
        for (const { rows } of memory.collections.values()) {
          for (const { record } of rows.values()) {
            if (record.status !== "failed") continue;
            for (const { tag } of record.tags) {
              if (counts.has(tag)) counts.set(tag, counts.get(tag)! - 1);
            }
          }
        }
        return counts;
      },
    }),
  ),
  mutant(
    "equal tags come as they are found",
    "topTags gives the most used tags first, equal ones by bytes",
    (store) => ({
      async topTags(request) {
        const tags = await store.topTags({ ...request, limit: 1_000 });
        return tags
          .toReversed()
          .sort((a, b) => b.count - a.count)
          .slice(0, request.limit);
      },
    }),
  ),
  mutant("a prefix is a pattern", "topTags narrows to a prefix, letter by letter", (store) => ({
    async topTags({ prefix, ...request }) {
      const tags = await store.topTags({ ...request, prefix: "" });
      const pattern = new RegExp(`^${prefix.replaceAll("%", ".*").replaceAll("_", ".")}`);
      return tags.filter(({ tag }) => pattern.test(tag));
    },
  })),
  mutant(
    "a tag stays when its last picture goes",
    "topTags leaves out tags that no picture carries any more",
    (store) => {
      const seen = new Set<string>();
      return {
        async put(records, options) {
          for (const record of await store.get(records.map(({ id }) => id))) {
            for (const { tag } of record?.tags ?? []) seen.add(tag);
          }
          await store.put(records, options);
        },
        async topTags(request) {
          const tags = await store.topTags(request);
          const gone = [...seen].filter((tag) => !tags.some((each) => each.tag === tag));
          return [...tags, ...gone.map((tag) => ({ tag, count: 0 }))];
        },
      };
    },
  ),
  mutant("a full batch of tags loses its last", "one tagCounts takes maxBatch tags", (store) => ({
    tagCounts: (tags, options) =>
      store.tagCounts(tags.length < maxBatch ? tags : tags.slice(0, -1), options),
  })),
];
