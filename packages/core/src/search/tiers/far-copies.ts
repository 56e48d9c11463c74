import type { Engine } from "../../engine/engine.js";
import { compare, type Position, roundSimilarity } from "../cursor.js";
import { type Found, maxDepth, type PageOptions } from "../find-page.js";
import { scoreAll } from "../score-among.js";
import type { CopiesByViews } from "./find-by-views.js";
import type { TieredMatch } from "./tiered-match.js";

/** A view may tell of a near picture what the query as it is does not. */
export function withView(match: TieredMatch, { found }: CopiesByViews): TieredMatch {
  const verdict = match.tier === "similar" ? found.get(match.record.id)?.verdict : undefined;
  return verdict ? { ...match, ...verdict } : match;
}

/** The copies that only views lead to, by nearness. Limits of similarity hold for them, too. */
export async function farCopies(
  { vectors }: Engine,
  vector: Float32Array,
  { found }: CopiesByViews,
  near: readonly Found[],
  { minSimilarity, signal }: PageOptions,
): Promise<TieredMatch[]> {
  const known = new Set(near.map(({ record }) => record.id));
  const ids = [...found.keys()].filter((id) => !known.has(id));
  if (ids.length === 0) return [];
  const hits = await scoreAll(vectors, vector, ids, signal);
  return hits
    .map(({ id, score }) => {
      const { record, verdict } = found.get(id)!;
      return { record, position: { id, similarity: roundSimilarity(score) }, ...verdict };
    })
    .filter(({ position }) => position.similarity >= minSimilarity)
    .sort(byNearness);
}

/** As far as pages go. */
export async function nearestPositions(
  { vectors }: Engine,
  vector: Float32Array,
  signal: AbortSignal | undefined,
): Promise<{ position: Position }[]> {
  const topK = Math.min(2 * maxDepth, vectors.capabilities.maxTopK);
  const hits = await vectors.query({ vector, topK, signal });
  return hits
    .map(({ id, score }) => ({ position: { id, similarity: roundSimilarity(score) } }))
    .sort(byNearness);
}

export function byNearness(a: { position: Position }, b: { position: Position }): number {
  return compare(a.position, b.position);
}
