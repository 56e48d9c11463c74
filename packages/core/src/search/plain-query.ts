import type { Engine } from "../engine/engine.js";
import { grey, similarityToEmpty } from "./empty-picture.js";
import type { QueryEvidence } from "./tiers/query-evidence.js";

/**
 * Whether a query shows nothing in particular: it is a picture of one colour, or its
 * vector is nearer to that of an empty picture (grey) than to its best match. Such a
 * query has neighbours with tags too, but these explain nothing. The second rule holds
 * for any model and any kind of query, because it compares two cosines of one vector.
 */
export async function isPlainQuery(
  { embedder }: Pick<Engine, "embedder">,
  { vector, evidence }: { vector: Float32Array; evidence: QueryEvidence | null },
  bestSimilarity: number,
): Promise<boolean> {
  if (evidence?.isOfOneColour) return true;
  try {
    return (await similarityToEmpty(embedder, vector, grey)) > bestSimilarity;
  } catch {
    // The matches are there; they are not withheld because the model has no time to explain them.
    return false;
  }
}
