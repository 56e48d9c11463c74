import type { EmbedCallOptions } from "../api/revimg.js";
import type { Engine } from "../engine/engine.js";
import { compose } from "./compose.js";
import { inParallel } from "./in-parallel.js";
import type { LoadedQuery } from "./load-query.js";
import { type PartReading, readPart } from "./read-part.js";

/**
 * Looks at a query's pictures and makes one vector of all (shape [dimension], L2 norm 1);
 * the evidence is that of the one picture that was asked with, null for any other query.
 * Rejects as decoding and embedding do.
 */
export async function readQuery(
  engine: Engine,
  { parts }: LoadedQuery,
  options: EmbedCallOptions,
): Promise<PartReading> {
  const readings = await inParallel(parts, options, ({ part }, options) =>
    readPart(engine, part, options),
  );
  const weighted = readings.map(({ vector }, i) => ({ vector, weight: parts[i]!.weight }));
  return {
    vector: compose(weighted),
    evidence: readings.length === 1 ? readings[0]!.evidence : null,
  };
}
