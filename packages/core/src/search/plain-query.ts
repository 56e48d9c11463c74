import type { Engine } from "../engine/engine.js";
import { type Embedder, type EmbedderInput, preparedInput } from "../inference/embedder.js";
import type { QueryEvidence } from "./tiers/query-evidence.js";

/** The vector of an empty picture, by model: asked for once. */
const emptyPictures = new WeakMap<Embedder, Promise<Float32Array>>();

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
    const empty = await emptyPicture(embedder);
    const cosine = vector.reduce((sum, value, i) => sum + value * empty[i]!, 0);
    return cosine > bestSimilarity;
  } catch {
    // The matches are there; they are not withheld because the model has no time to explain them.
    return false;
  }
}

function emptyPicture(embedder: Embedder): Promise<Float32Array> {
  const known = emptyPictures.get(embedder);
  if (known) return known;
  const asked = embedder.embed(grey(embedder), { priority: "query" }).then(({ vector }) => vector);
  emptyPictures.set(embedder, asked);
  asked.catch(() => emptyPictures.delete(embedder));
  return asked;
}

function grey({ input }: Embedder): EmbedderInput {
  return preparedInput(new Uint8Array(input.width * input.height * 3).fill(128), input);
}
