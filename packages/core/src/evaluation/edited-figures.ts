import type { Revimg } from "../api/revimg.js";
import type { MatchTier } from "../api/search-result.js";
import { readFileWithin } from "../files/plain-file.js";
import { RevimgError } from "../lib/errors.js";
import { seededRandom } from "../lib/seeded-random.js";
import { defaultImageLimits } from "../pictures/limits.js";
import type { EvaluateOptions } from "./class-figures.js";
import type { FolderPicture } from "./class-folder.js";
import { mean } from "./metrics.js";
import { sample } from "./sample.js";
import { transformations } from "./transformations.js";

/** The original is looked for among this many matches. */
const searchDepth = 20;

const worstCopies = 8;

/** Figures of a set of copies; each in [0, 1]. */
export interface CopyFigures {
  copies: number;
  /** Copies whose original is the first match. */
  recallAt1: number;
  /** Copies whose original is the first match, with the tier `exact` or `edited`. */
  tierRecall: number;
}

export interface EditedFigures extends CopyFigures {
  transformations: (CopyFigures & { name: string; description: string })[];
  /** Pictures of the index. The originals are looked for among them. */
  among: number;
  /** Copies that did not find their original first, the worst first. */
  worst: WorstCopy[];
}

export interface WorstCopy {
  /** The original. */
  path: string;
  transformation: string;
  /** Makes the same copy again, with `seededRandom`. */
  seed: number;
  /** Place of the original among the matches, from 1 on; null beyond the first 20. */
  rank: number | null;
  /** The first match. `path` is null for a picture from elsewhere in the index. */
  first: { path: string | null; similarity: number; tier: MatchTier } | null;
}

/**
 * Measures how well copies find their originals. Each picture is changed by every one
 * of `transformations`. The copy is then searched for, as a user would, in the whole
 * index. Pictures that the index lacks are skipped.
 *
 * Rejects with `invalid_input` when it lacks all of them, with the error of a picture
 * whose file is gone or can't be edited, with the errors of a search, and with the
 * signal's reason.
 */
export async function evaluateEdited(
  revimg: Revimg,
  pictures: readonly FolderPicture[],
  { queries, seed = 1, signal, onProgress }: EvaluateOptions = {},
): Promise<EditedFigures> {
  const pathOf = new Map(pictures.map(({ id, path }) => [id, path]));
  const originals = await indexedOf(revimg, pictures, signal);
  if (originals.length === 0) {
    throw new RevimgError("invalid_input", "The index has none of the pictures to be evaluated.");
  }
  const asked = sample(originals, queries, seed);
  const total = asked.length * transformations.length;
  const outcomes: { name: string; rank: number | null; isTold: boolean }[] = [];
  const worst: WorstCopy[] = [];
  for (const [number, { id, path }] of asked.entries()) {
    const bytes = await readFileWithin(path, { limits: defaultImageLimits, signal });
    for (const [i, { name, apply }] of transformations.entries()) {
      signal?.throwIfAborted();
      const copySeed = seed * 1_000_003 + number * transformations.length + i;
      const image = await apply(bytes, seededRandom(copySeed)).catch((cause: unknown) => {
        throw new RevimgError("image_decode_failed", `${path} can't be edited (${name}).`, {
          cause,
        });
      });
      const { matches } = await revimg.search({ image, limit: searchDepth }, { signal });
      const place = matches.findIndex((match) => match.id === id);
      const rank = place < 0 ? null : place + 1;
      outcomes.push({ name, rank, isTold: rank === 1 && matches[0]!.tier !== "similar" });
      if (rank !== 1) {
        const [first] = matches;
        keepWorst(worst, {
          path,
          transformation: name,
          seed: copySeed,
          rank,
          first: first
            ? {
                path: pathOf.get(first.id) ?? null,
                similarity: first.similarity,
                tier: first.tier,
              }
            : null,
        });
      }
      onProgress?.({ done: outcomes.length, total });
    }
  }
  const { count } = await revimg.stats({ signal });
  return {
    ...figuresOf(outcomes),
    transformations: transformations.map(({ name, description }) => ({
      name,
      description,
      ...figuresOf(outcomes.filter((outcome) => outcome.name === name)),
    })),
    among: count,
    worst,
  };
}

function figuresOf(outcomes: readonly { rank: number | null; isTold: boolean }[]): CopyFigures {
  return {
    copies: outcomes.length,
    recallAt1: mean(outcomes.map(({ rank }) => (rank === 1 ? 1 : 0))),
    tierRecall: mean(outcomes.map(({ isTold }) => (isTold ? 1 : 0))),
  };
}

async function indexedOf(
  revimg: Revimg,
  pictures: readonly FolderPicture[],
  signal: AbortSignal | undefined,
): Promise<FolderPicture[]> {
  const found: FolderPicture[] = [];
  for (const picture of pictures) if (await revimg.get(picture.id, { signal })) found.push(picture);
  return found;
}

function keepWorst(worst: WorstCopy[], copy: WorstCopy): void {
  const depth = ({ rank }: WorstCopy) => rank ?? searchDepth + 1;
  worst.push(copy);
  worst.sort(
    (a, b) =>
      depth(b) - depth(a) ||
      (`${a.path} ${a.transformation}` < `${b.path} ${b.transformation}` ? -1 : 1),
  );
  worst.splice(worstCopies);
}
