import { RevimgError } from "../lib/errors.js";

/** A vector that came with a query, brought to length 1. Throws `invalid_input` or `index_mismatch`. */
export function givenVector(
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
