import type { StoreFilter } from "../stores/filter.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { VectorHit, VectorStore } from "../stores/vector-store.js";

/** Up to as many pictures are all scored; beyond, the nearest ones are looked through instead. */
const maxIds = 20_000;

const pageSize = 2000;

/** Vectors held in memory at once where core does the scoring. */
const fetchSize = 1000;

/** The ids of all pictures that match, or null when there are more than 20,000. */
export async function findFewIds(
  metadata: MetadataStore,
  filter: StoreFilter,
  signal: AbortSignal | undefined,
): Promise<string[] | null> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await metadata.scan({ after, pageSize, status: "indexed", filter, signal });
    ids.push(...page.ids);
    if (ids.length > maxIds) return null;
    if (page.next === null) return ids;
    after = page.next;
  }
}

/** The cosine of a vector and each picture's; pictures without one are left out. For stores that can't look among some. */
export async function scoreAll(
  vectors: VectorStore,
  vector: Float32Array,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<VectorHit[]> {
  const hits: VectorHit[] = [];
  for (let start = 0; start < ids.length; start += fetchSize) {
    const part = ids.slice(start, start + fetchSize);
    const found = await vectors.fetch(part, { signal });
    for (const [i, id] of part.entries()) {
      const stored = found[i];
      if (stored) hits.push({ id, score: dot(vector, stored) });
    }
  }
  return hits;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
