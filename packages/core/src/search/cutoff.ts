import type { Engine } from "../engine/engine.js";
import { RevimgError } from "../lib/errors.js";
import { hasFewFeatures } from "../pictures/signature/compare-pair.js";
import { meanColour } from "../pictures/signature/frame.js";
import { countPictures } from "./collection-counts.js";
import { roundSimilarity } from "./cursor.js";
import { similarityToEmpty } from "./empty-picture.js";
import type { PartReading } from "./read-part.js";

export type Cutoff = "auto" | number | false;

/** Among fewer pictures nothing can be told from chance. */
const leastPictures = 30;

const maxDeviations = 20;

/**
 * From this share of the way between strangers and the query itself, pictures are alike
 * whatever they show: two blank pages are.
 */
const alikeShare = 0.8;

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
  engine: Pick<Engine, "background" | "metadata" | "embedder">,
  query: PartReading,
  {
    cutoff,
    revision,
    signal,
  }: { cutoff: Cutoff; revision: number; signal?: AbortSignal | undefined },
): Promise<number | null> {
  if (cutoff === false) return null;
  const { background, embedder, metadata } = engine;
  const pictures = await countPictures(metadata, revision, signal);
  if (isTooFew(pictures, cutoff)) return null;
  const spread = await background.spreadOf(query.vector, revision, signal);
  if (!spread) return null;
  const { mean, deviation } = spread;
  if (cutoff !== "auto") return roundSimilarity(Math.min(1, mean + cutoff * deviation));
  const byEmptiness = mean + alikeShare * (1 - mean);
  const least = Math.min(byEmptiness, await likenessToNothing(embedder, query));
  signal?.throwIfAborted();
  return roundSimilarity(
    Math.min(1, Math.max(least, mean + expectedMaximum(pictures) * deviation)),
  );
}

/**
 * Whether a cutoff would say nothing. Of n values, none can lie further than √(n - 1) standard
 * deviations from their mean, not even one that differs from all others (Samuelson, "How deviant
 * can you be?", 1968). So a small collection would be left without its copies.
 */
function isTooFew(pictures: number, cutoff: number | "auto"): boolean {
  return cutoff === "auto" ? pictures < leastPictures : pictures <= 1 + cutoff ** 2;
}

/**
 * How near a picture without detail is to one that shows nothing but its mean colour.
 * Pictures that are less near say nothing about it, though they be the nearest. -1 for
 * any other query.
 */
async function likenessToNothing(
  embedder: Engine["embedder"],
  { vector, evidence }: PartReading,
): Promise<number> {
  const look = evidence?.look;
  if (!look || !hasFewFeatures(look)) return -1;
  return similarityToEmpty(embedder, vector, meanColour(look.frame));
}

/**
 * The expected largest of `count` normal values, in standard deviations above the mean.
 * Cramér, "Mathematical Methods of Statistics" (1946), section 28.6.
 */
export function expectedMaximum(count: number): number {
  const root = Math.sqrt(2 * Math.log(count));
  return root - (Math.log(Math.log(count)) + Math.log(4 * Math.PI)) / (2 * root);
}
