import type { Revimg } from "../api/revimg.js";
import { RevimgError } from "../lib/errors.js";
import type { FolderPicture } from "./class-folder.js";
import { averagePrecision, hitAt, mean, precisionAt, recallAt } from "./metrics.js";
import { Ranker } from "./ranking.js";
import { sample } from "./sample.js";

/** Depths at which figures are given. */
export const figureDepths = [1, 5, 10, 20] as const;

/** Depths of the curves. */
const curveDepth = 50;

/** A report shows this many queries with their results. */
const worstQueries = 8;
const shownResults = 6;

export interface EvaluateOptions {
  /** How many pictures are used as queries, drawn by `seed`. Default: all. */
  queries?: number | undefined;
  /** Default 1. */
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
}

/** Figures of a set of queries. Each is a mean over the queries, in [0, 1]. */
export interface RankingFigures {
  queries: number;
  /** By `figureDepths`. */
  precision: Record<number, number>;
  recall: Record<number, number>;
  /** Whether any of the first k is right. */
  hit: Record<number, number>;
  /** Mean average precision. */
  map: number;
}

export interface ClassFigures extends RankingFigures {
  /** By name. */
  classes: (RankingFigures & { name: string; pictures: number })[];
  /**
   * How many of the nearest pictures were looked at. Below the number of pictures,
   * `map` is a lower bound.
   */
  depth: number;
  /** Pictures of the index that belong to no class. They are never right. */
  distractors: number;
  /** From k = 1 on. */
  curve: { k: number; precision: number; recall: number }[];
  /** Classes with one picture. It is a distractor: there is nothing to find for it. */
  single: string[];
  /** The queries with the lowest average precision, the lowest first, with what they found. */
  worst: WorstQuery[];
}

export interface WorstQuery {
  path: string;
  class: string;
  averagePrecision: number;
  /** A few of the nearest. `path` and `class` are null for a picture from elsewhere in the index. */
  nearest: { path: string | null; class: string | null; similarity: number; isRight: boolean }[];
}

export interface ClassedPicture extends FolderPicture {
  class: string;
}

interface Answer {
  query: ClassedPicture;
  /** Whether each result, the nearest first, is of the query's class. */
  ranking: boolean[];
  relevant: number;
  averagePrecision: number;
}

/**
 * Measures how well an index keeps classes together. Each picture is a query in turn,
 * and is left out of its own results. The others of its class are the right ones. The
 * pictures must be in the index (see `readPictureFolder`); those that the index lacks
 * are skipped. Everything else in the index is a distractor, and so are pictures of the
 * folder without a class.
 *
 * The same pictures give the same figures on every store that finds all of the nearest
 * pictures. Rejects with `invalid_input` when there are fewer than two classes or no
 * class of two pictures, and with the signal's reason.
 */
export async function evaluateClasses(
  revimg: Revimg,
  pictures: readonly FolderPicture[],
  { queries, seed = 1, signal, onProgress }: EvaluateOptions = {},
): Promise<ClassFigures> {
  const ranker = await Ranker.open(revimg, signal);
  const byId = new Map<string, FolderPicture>();
  for (const picture of pictures) if (ranker.has(picture.id)) byId.set(picture.id, picture);
  const { classed, sizes } = requireClasses([...byId.values()]);
  const askable = classed.filter((picture) => sizes.get(picture.class)! > 1);

  const asked = sample(askable, queries, seed);
  const answers: Answer[] = [];
  const worst: WorstQuery[] = [];
  for (const query of asked) {
    signal?.throwIfAborted();
    const positions = await ranker.rank(query.id, signal);
    const ranking = positions.map(({ id }) => byId.get(id)?.class === query.class);
    const relevant = sizes.get(query.class)! - 1;
    const average = averagePrecision(ranking, relevant);
    answers.push({ query, ranking, relevant, averagePrecision: average });
    const nearest = positions.slice(0, shownResults).map(({ id, similarity }, i) => {
      const { path = null, class: name = null } = byId.get(id) ?? {};
      return { path, class: name, similarity, isRight: ranking[i]! };
    });
    keepWorst(worst, { path: query.path, class: query.class, averagePrecision: average, nearest });
    onProgress?.({ done: answers.length, total: asked.length });
  }

  const inClasses = askable.length;
  return {
    ...figuresOf(answers),
    classes: [...sizes.keys()]
      .filter((name) => answers.some(({ query }) => query.class === name))
      .sort()
      .map((name) => ({
        name,
        pictures: sizes.get(name)!,
        ...figuresOf(answers.filter(({ query }) => query.class === name)),
      })),
    depth: ranker.depth,
    distractors: ranker.size - inClasses,
    curve: curveOf(answers, Math.min(curveDepth, ranker.depth)),
    single: [...sizes].flatMap(([name, size]) => (size === 1 ? [name] : [])).sort(),
    worst,
  };
}

/**
 * The pictures that have a class, and the number of pictures of each class. Throws
 * `invalid_input` when there is nothing to tell apart, or nothing to find.
 */
export function requireClasses(pictures: readonly FolderPicture[]): {
  classed: ClassedPicture[];
  sizes: Map<string, number>;
} {
  const classed = pictures.filter((one): one is ClassedPicture => one.class !== null);
  const sizes = new Map<string, number>();
  for (const { class: name } of classed) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  if (sizes.size >= 2 && classed.length > sizes.size) return { classed, sizes };
  const found =
    sizes.size < 2
      ? `there ${sizes.size === 1 ? "is 1" : "are none"} with pictures`
      : `there are ${sizes.size} with one picture each`;
  throw new RevimgError(
    "invalid_input",
    `Classes are subfolders. At least two are needed, one of them with two pictures; ${found}. Name the folder above the classes.`,
  );
}

function figuresOf(answers: readonly Answer[]): RankingFigures {
  const byDepth = (figure: (answer: Answer, k: number) => number) =>
    Object.fromEntries(
      figureDepths.map((k) => [k, mean(answers.map((answer) => figure(answer, k)))]),
    );
  return {
    queries: answers.length,
    precision: byDepth(({ ranking }, k) => precisionAt(ranking, k)),
    recall: byDepth(({ ranking, relevant }, k) => recallAt(ranking, k, relevant)),
    hit: byDepth(({ ranking }, k) => hitAt(ranking, k)),
    map: mean(answers.map((answer) => answer.averagePrecision)),
  };
}

function curveOf(answers: readonly Answer[], depth: number): ClassFigures["curve"] {
  return Array.from({ length: depth }, (_, i) => ({
    k: i + 1,
    precision: mean(answers.map(({ ranking }) => precisionAt(ranking, i + 1))),
    recall: mean(answers.map(({ ranking, relevant }) => recallAt(ranking, i + 1, relevant))),
  }));
}

/** Ties are sorted by path, so that two runs show the same ones. */
function keepWorst(worst: WorstQuery[], query: WorstQuery): void {
  worst.push(query);
  worst.sort((a, b) => a.averagePrecision - b.averagePrecision || (a.path < b.path ? -1 : 1));
  worst.splice(worstQueries);
}
