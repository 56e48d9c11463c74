import type { ImageComparison } from "../api/comparing.js";
import type { EmbedCallOptions } from "../api/revimg.js";
import type { ImageInput } from "../api/search-query.js";
import type { Engine } from "../engine/engine.js";
import { inParallel } from "./in-parallel.js";
import { loadPart } from "./load-part.js";
import { readPart } from "./read-part.js";
import { exactVerdict, isAlike } from "./tiers/find-copies.js";
import type { QueryEvidence } from "./tiers/query-evidence.js";

/** What two pictures are to each other, by an engine's model. Rejects as `search` does. */
export async function compareInEngine(
  engine: Engine,
  original: ImageInput,
  copy: ImageInput,
  options: EmbedCallOptions,
): Promise<ImageComparison> {
  const [one, other] = await inParallel([original, copy], options, async (image, options) => {
    const part = await loadPart(engine, { kind: "image", image, region: undefined }, options);
    return readPart(engine, part, options);
  });
  const similarity = cosine(one!.vector, other!.vector);
  const pair = [one!.evidence!, other!.evidence!] as const;
  return { ...(await tell(engine, ...pair, options.signal)), similarity };
}

async function tell(
  { pictures }: Engine,
  original: QueryEvidence,
  copy: QueryEvidence,
  signal: AbortSignal | undefined,
): Promise<Omit<ImageComparison, "similarity">> {
  const exact = exactVerdict(copy, original);
  if (exact) return { tier: "exact", evidence: exact.evidence };
  const areAlike = isAlike(copy, original);
  const told = await pictures.comparePair(original.look!, copy.look!, areAlike, signal);
  if (told === "too_plain") return { tier: "too_plain", evidence: null };
  if (!told) return { tier: "different", evidence: null };
  return { tier: "edited", evidence: { by: "details", ...told } };
}

/** Of vectors of length 1; rounding may take it beyond 1. */
function cosine(one: Float32Array, other: Float32Array): number {
  const product = one.reduce((sum, value, i) => sum + value * other[i]!, 0);
  return Math.min(1, Math.max(-1, product));
}
