import type { Engine } from "../engine/engine.js";
import { RevimgError } from "../lib/errors.js";
import { countPictures } from "./collection-counts.js";
import { roundSimilarity } from "./cursor.js";

export type Cutoff = "auto" | number | false;

/** Among fewer pictures nothing can be told from chance. */
const leastPictures = 30;

const maxDeviations = 20;

/** Throws `invalid_input` for what is no cutoff. */
export function checkCutoff(cutoff: unknown): asserts cutoff is Cutoff {
  if (cutoff === "auto" || cutoff === false) return;
  if (typeof cutoff === "number" && cutoff > 0 && cutoff <= maxDeviations) return;
  throw new RevimgError(
    "invalid_input",
    `cutoff must be "auto", false, or a number of standard deviations above 0, at most ${maxDeviations}.`,
    { details: { option: "cutoff" } },
  );
}

/** The cosine from which on a match stands out for this query; null when nothing is cut. */
export async function leastSimilarity(
  { background, metadata }: Engine,
  vector: Float32Array,
  {
    cutoff,
    revision,
    signal,
  }: { cutoff: Cutoff; revision: number; signal?: AbortSignal | undefined },
): Promise<number | null> {
  if (cutoff === false) return null;
  const spread = await background.spreadOf(vector, revision, signal);
  if (!spread) return null;
  const deviations = cutoff === "auto" ? await byChance(metadata, revision, signal) : cutoff;
  if (deviations === null) return null;
  return roundSimilarity(Math.min(1, spread.mean + deviations * spread.deviation));
}

async function byChance(
  metadata: Engine["metadata"],
  revision: number,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const pictures = await countPictures(metadata, revision, signal);
  return pictures < leastPictures ? null : expectedMaximum(pictures);
}

/**
 * The expected largest of `count` normal values, in standard deviations above the mean.
 * Cramér, "Mathematical Methods of Statistics" (1946), section 28.6.
 */
export function expectedMaximum(count: number): number {
  const root = Math.sqrt(2 * Math.log(count));
  return root - (Math.log(Math.log(count)) + Math.log(4 * Math.PI)) / (2 * root);
}
