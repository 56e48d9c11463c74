import type { EmbedCallOptions } from "../api.js";
import type { Engine } from "../engine.js";
import { RevimgError } from "../errors.js";
import { contentHash } from "../identity.js";
import { decodeImage } from "../image/decode.js";
import type { SearchQuery } from "../types.js";
import { readQueryImage } from "./read-query-image.js";

export interface QueryVector {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  /** SHA-256 of the query picture's bytes; null where there are none. */
  hash: string | null;
}

/** What a query stands for: the embedding of its picture, or the vector it brings. */
export async function queryVector(
  engine: Engine,
  { image, vector, model }: Pick<SearchQuery, "image" | "vector" | "model">,
  { signal, deadlineMs }: EmbedCallOptions,
): Promise<QueryVector> {
  if (vector === undefined) {
    const bytes = await readQueryImage(image, engine.decoding.limits, signal);
    const decoded = await decodeImage(bytes, { ...engine.decoding, signal });
    const embedding = await engine.embedder.embed(decoded, {
      priority: "query",
      signal,
      deadlineMs,
    });
    return { vector: embedding.vector, hash: contentHash(bytes) };
  }
  if (image !== undefined) {
    throw new RevimgError("invalid_input", "A query has an image or a vector, not both.");
  }
  return { vector: checked(vector, model, engine.embedder), hash: null };
}

function checked(
  values: Float32Array | readonly number[],
  model: string | undefined,
  { id, dimension }: { id: string; dimension: number },
): Float32Array {
  if (model === undefined) {
    throw new RevimgError(
      "invalid_input",
      `A search by vector must name the model that made it. This index has ${id}.`,
    );
  }
  if (model !== id) {
    throw new RevimgError(
      "index_mismatch",
      `The vector was made by another model than this index, which has ${id}; the two can't be compared. Embed the picture with ${id}, or send the picture itself.`,
      { details: { expected: id } },
    );
  }
  const vector = Float32Array.from(values);
  const norm = Math.hypot(...vector);
  if (vector.length === dimension && Number.isFinite(norm) && norm > 0) {
    return vector.map((value) => value / norm);
  }
  throw new RevimgError(
    "invalid_input",
    `A vector of ${id} is ${dimension} finite numbers that are not all 0; this one has ${vector.length}.`,
  );
}
