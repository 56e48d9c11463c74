import type { Background } from "../keywords/keywords.js";
import type { MetadataStore } from "../stores/metadata-store.js";

/** Tags whose counts are remembered, at most. */
const mostTags = 20_000;

/** What was counted at one revision of a collection. */
interface Counted {
  revision: number;
  pictures: number | null;
  tags: Map<string, number>;
}

const remembered = new WeakMap<MetadataStore, Counted>();

/** How many pictures there are to be found. Counted once for each revision, which was read before. */
export async function countPictures(
  metadata: MetadataStore,
  revision: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const counted = countedAt(metadata, revision);
  counted.pictures ??= (await metadata.stats({ signal })).count.indexed;
  return counted.pictures;
}

/** How often these tags occur in the whole collection. Counted once for each revision, which was read before. */
export async function countTags(
  metadata: MetadataStore,
  tags: readonly string[],
  revision: number,
  signal: AbortSignal | undefined,
): Promise<Background> {
  const counted = countedAt(metadata, revision);
  const missing = tags.filter((tag) => !counted.tags.has(tag));
  const [pictures, found] = await Promise.all([
    countPictures(metadata, revision, signal),
    missing.length > 0 ? metadata.tagCounts(missing, { signal }) : new Map<string, number>(),
  ]);
  const counts = new Map(tags.map((tag) => [tag, found.get(tag) ?? counted.tags.get(tag) ?? 0]));
  if (counted.tags.size + found.size > mostTags) counted.tags.clear();
  for (const [tag, count] of found) counted.tags.set(tag, count);
  return { pictures, counts };
}

/** A search that began before the last change finds nothing remembered, and leaves what is as it is. */
function countedAt(metadata: MetadataStore, revision: number): Counted {
  const counted = remembered.get(metadata);
  if (counted?.revision === revision) return counted;
  const anew = { revision, pictures: null, tags: new Map() };
  if (!counted || counted.revision < revision) remembered.set(metadata, anew);
  return anew;
}
