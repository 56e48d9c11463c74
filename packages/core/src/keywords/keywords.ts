import type { Keyword, Match, Tag } from "../types.js";

/** Keywords of one answer, at most. */
const maxKeywords = 10;

/** Below this share of the weighted results a tag does not describe them. */
const minShare = 0.08;

/** From this share on a tag is a keyword even when the whole collection carries it. */
const commonShare = 0.6;

/** Standard deviations above the collection from which on a rarer tag is a keyword. */
const minLift = 0.25;

/** The collection's say in the log-odds, in results. */
const priorWeight = 2;

/** A person's word weighs more than a guess of the model. */
const originWeight = { user: 1, file: 1, model: 0.8 } as const;

/** How often tags occur in the whole collection, as a background to compare with. */
export interface Background {
  pictures: number;
  counts: ReadonlyMap<string, number>;
}

interface Support {
  tag: string;
  /** Weighted share of the results that carry the tag, in [0, 1]. */
  share: number;
  imageIds: string[];
}

/**
 * The words that explain a list of results.
 *
 * A match counts by how far it stands above the weakest one, a tag by its
 * confidence. What is left when a tag's share in the results is compared with its
 * share in the collection (log-odds with the collection as prior, after Monroe,
 * Colaresi and Quinn, "Fightin' Words", 2008) decides the order, so that a word
 * which every picture carries explains nothing unless nearly all results agree.
 */
export function keywordsOf(matches: readonly Match[], background: Background): Keyword[] {
  const weights = matchWeights(matches);
  const supports = [...supportByTag(matches, weights).values()].filter(
    ({ share }) => share >= minShare,
  );
  const scored = supports
    .map((support) => ({ ...support, lift: lift(support, matches.length, background) }))
    .filter(({ share, lift }) => lift > minLift || share >= commonShare)
    .map(({ tag, share, lift, imageIds }) => ({
      keyword: tag,
      // An everyday word that all results share still ranks below one that sets them apart.
      score: share * (0.5 + 0.5 * Math.tanh(Math.max(0, lift))),
      imageIds,
    }));
  scored.sort((a, b) => b.score - a.score || (a.keyword < b.keyword ? -1 : 1));
  return withoutPlurals(scored)
    .slice(0, maxKeywords)
    .map((keyword) => ({ ...keyword, score: Math.round(keyword.score * 1e4) / 1e4 }));
}

/** The tags whose background `keywordsOf` asks for. */
export function tagsIn(matches: readonly Match[]): string[] {
  return [...new Set(matches.flatMap(({ tags }) => tags.map(({ tag }) => tag)))];
}

/** Adds up to 1. The weakest match still counts a little, equal matches count alike. */
function matchWeights(matches: readonly Match[]): number[] {
  const similarities = matches.map(({ similarity }) => similarity);
  const best = Math.max(...similarities);
  const weakest = Math.min(...similarities);
  const range = Math.max(best - weakest, 1e-6);
  const raw = similarities.map((similarity) => 0.1 + (similarity - weakest) / range);
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}

function supportByTag(matches: readonly Match[], weights: readonly number[]): Map<string, Support> {
  const supports = new Map<string, Support>();
  for (const [i, { id, tags }] of matches.entries()) {
    for (const [tag, strength] of strongest(tags)) {
      const support = supports.get(tag) ?? { tag, share: 0, imageIds: [] };
      support.share += weights[i]! * strength;
      support.imageIds.push(id);
      supports.set(tag, support);
    }
  }
  return supports;
}

/** A picture's tags, each once, by its strongest origin. */
function strongest(tags: readonly Tag[]): Map<string, number> {
  const strengths = new Map<string, number>();
  for (const { tag, confidence, origin } of tags) {
    const strength = confidence * originWeight[origin];
    strengths.set(tag, Math.max(strength, strengths.get(tag) ?? 0));
  }
  return strengths;
}

/**
 * Log-odds of the tag among the results against the collection, in standard
 * deviations: above 0 the tag is more frequent here than in the collection. The
 * collection also is the prior, so that few results do not prove much.
 */
function lift({ tag, share, imageIds }: Support, results: number, background: Background): number {
  const total = Math.max(background.pictures, results);
  const carriers = Math.max(background.counts.get(tag) ?? 0, imageIds.length);
  const rate = (carriers + 0.5) / (total + 1);
  const here = share * results + priorWeight * rate;
  const notHere = (1 - share) * results + priorWeight * (1 - rate);
  const difference = Math.log(here / notHere) - Math.log(rate / (1 - rate));
  return difference / Math.sqrt(1 / here + 1 / notHere);
}

/** Of "dog" and "dogs" the better one stays. */
function withoutPlurals(keywords: Keyword[]): Keyword[] {
  const kept = new Set<string>();
  return keywords.filter(({ keyword }) => {
    if (kept.has(`${keyword}s`) || (keyword.endsWith("s") && kept.has(keyword.slice(0, -1)))) {
      return false;
    }
    kept.add(keyword);
    return true;
  });
}
