import {
  type Page,
  type PageRequest,
  RevimgError,
  type VectorHit,
  type VectorRecord,
} from "@revimg/core";
import { bucketOf, bucketsFrom, positionOf, readPosition } from "./buckets.js";
import type { ChromaCollection } from "./client.js";

/** Keys in each record's metadata: the id, for filters, and the bucket, for lists of ids. */
const idKey = "revimg:id";
const bucketKey = "revimg:bucket";

export async function upsertRecords(
  collection: ChromaCollection,
  records: readonly VectorRecord[],
): Promise<void> {
  await collection.upsert({
    ids: records.map(({ id }) => id),
    embeddings: records.map(({ vector }) => Array.from(vector)),
    metadatas: records.map(({ id }) => ({ [idKey]: id, [bucketKey]: bucketOf(id) })),
  });
}

export async function nearest(
  collection: ChromaCollection,
  vector: Float32Array,
  topK: number,
  ids: readonly string[] | undefined,
): Promise<VectorHit[]> {
  const answer = await collection.query({
    queryEmbeddings: [Array.from(vector)],
    nResults: topK,
    // By metadata: the server fails when it is asked for absent ids.
    ...(ids && { where: { [idKey]: { $in: [...ids] } } }),
    include: ["distances"],
  });
  const [found = []] = answer.ids;
  const distances = answer.distances[0];
  return found.map((id, i) => ({ id, score: toScore(distances?.[i]) }));
}

/** Chroma's cosine distance is 1 less the cosine (its documentation, "Configure collections"). */
function toScore(distance: number | null | undefined): number {
  if (typeof distance !== "number" || Number.isNaN(distance)) {
    throw new RevimgError(
      "store_failed",
      "Chroma answered a query without distances. Look at its log, then try again.",
      { adapter: "chroma" },
    );
  }
  return Math.max(-1, Math.min(1, 1 - distance));
}

export async function fetchVectors(
  collection: ChromaCollection,
  ids: readonly string[],
): Promise<(Float32Array | null)[]> {
  const wanted = [...new Set(ids)];
  const answer = await collection.get({ ids: wanted, include: ["embeddings"] });
  const found = new Map(answer.ids.map((id, i) => [id, answer.embeddings[i]]));
  return ids.map((id) => {
    const values = found.get(id);
    return values ? Float32Array.from(values) : null;
  });
}

/**
 * Ids by bucket, and in a bucket by their text. No write changes this order. With the
 * server's `offset`, each record that is deleted in front would make the list skip
 * another one.
 */
export async function scanIds(
  collection: ChromaCollection,
  { after, pageSize }: PageRequest,
): Promise<Page> {
  const start = after === null ? { bucket: 0, id: "" } : readPosition(after);
  const buckets = bucketsFrom(start.bucket, pageSize, await collection.count());
  const { ids } = await collection.get({ where: { [bucketKey]: { $in: buckets } }, include: [] });
  const rest = ids
    .map((id) => ({ bucket: bucketOf(id), id }))
    .filter(({ bucket, id }) => bucket > start.bucket || id > start.id)
    .sort((a, b) => a.bucket - b.bucket || (a.id < b.id ? -1 : 1));
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  const next = rest.length > pageSize && last ? positionOf(last) : positionAfter(buckets);
  return { ids: page.map(({ id }) => id), next };
}

/** The bucket after these; null when these were the last. */
function positionAfter(buckets: readonly number[]): string | null {
  const [next] = bucketsFrom(buckets.at(-1)! + 1, 1, 0);
  return next === undefined ? null : positionOf({ bucket: next, id: "" });
}
