import type { Keyword, Match } from "../api/search-result.js";
import { type Evidence, gatherEvidence, isFromPeople } from "./evidence.js";
import { foldHypernyms } from "./fold.js";
import type { Lexicon } from "./lexicon.js";
import { logOdds } from "./log-odds.js";

/** Keywords of one answer, at most. */
const maxKeywords = 10;

/**
 * A word with this part of the weighted results is a keyword even when the whole
 * collection has it.
 */
const commonPresence = 0.6;

/** A hypernym of the model explains nothing when more than this part of the collection has it. */
const everywhere = 0.6;

/** What a rarer word needs: its share of the results, and how far it stands above the collection. */
const least = {
  /** The results that lack a person's word may be pictures that nobody tagged. */
  people: { share: 0.03, lift: -1 },
  model: { share: 0.08, lift: 0.25 },
};

/** When people tagged this part of the weighted results, their words come first. */
const taggedEnough = 0.2;

/** A match counts by 1 / distance², the distance being 1 - similarity and at least `nearest`. */
const weighting = { power: 2, nearest: 0.05 };

/** How often tags occur in the whole collection, as a background to compare with. */
export interface Background {
  pictures: number;
  counts: ReadonlyMap<string, number>;
}

/** What keywords are drawn from. */
export interface KeywordSource {
  /** The answer's matches. */
  matches: readonly KeywordMatch[];
  /** The next pictures, so that an answer of few matches is explained as well. */
  ahead?: readonly KeywordMatch[];
  background: Background;
  lexicon: Lexicon;
  /**
   * The query shows nothing in particular. Only what the results share is said, and all
   * results count alike.
   */
  isPlain?: boolean;
}

export type KeywordMatch = Pick<Match, "id" | "similarity" | "tags">;

/** Evidence with how far it stands above the collection, in standard deviations. */
type Candidate = Evidence & { lift: number };

/**
 * The words that explain a list of results, ten at most, the best first.
 *
 * A match counts by its nearness, a tag by its confidence and its origin. Two things
 * decide: how much of the results a word describes, and how far that stands above the
 * collection (see `logOdds`). A word that every picture carries explains nothing,
 * unless at least 60 % of the weighted results have it in common. A hypernym that the
 * model sees in most of the collection explains nothing even then: "animal" among
 * animals. Words that mean the same count as one. So do a wider and a narrower word.
 */
export function keywordsOf(source: KeywordSource): Keyword[] {
  const { matches, ahead = [], background, lexicon, isPlain = false } = source;
  const all = [...matches, ...ahead];
  const weights = weightsOf(all, isPlain);
  // So many equal results would be as sure (Kish's effective sample size).
  const results = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0);
  const collection = Math.max(background.pictures, all.length);
  const candidates = gatherEvidence(all, weights, background.counts, lexicon).map(
    (evidence): Candidate => {
      const here = { count: evidence.presence * results, total: results };
      const lift = logOdds(here, { count: evidence.background, total: collection });
      // This function owns the object. A copy would take longer than all the rest.
      return Object.assign(evidence, { lift });
    },
  );
  const isTrite = ({ concept, people, background }: Candidate) =>
    people.size === 0 && background > everywhere * collection && lexicon.isHypernym(concept);
  // A query that shows nothing has nothing else to say.
  const fit = candidates.filter((one) =>
    isPlain ? isCommon(one) : !isTrite(one) && (isCommon(one) || standsOut(one)),
  );
  const tagged = weights.filter((_, i) => all[i]!.tags.some(isFromPeople));
  const peopleFirst = tagged.reduce((sum, weight) => sum + weight, 0) >= taggedEnough;
  return scored(foldHypernyms(fit, lexicon), peopleFirst)
    .map(({ keyword, carriers, score }) => ({
      keyword,
      score: Math.max(1e-4, Math.round(score * 1e4) / 1e4),
      imageIds: matches.filter((_, i) => carriers.has(i)).map(({ id }) => id),
    }))
    .filter(({ imageIds }) => imageIds.length > 0)
    .sort((a, b) => b.score - a.score || (a.keyword < b.keyword ? -1 : 1))
    .slice(0, maxKeywords);
}

function isCommon({ presence }: Candidate): boolean {
  return presence >= commonPresence - 1e-9;
}

function standsOut({ share, lift, people }: Candidate): boolean {
  const { share: leastShare, lift: leastLift } = people.size > 0 ? least.people : least.model;
  return share >= leastShare && lift >= leastLift;
}

/**
 * Candidates with their scores, in (0, 1]. When people tagged enough of the results,
 * the model's words come after theirs. Words of people that the whole collection has
 * also come after.
 */
function scored(candidates: readonly Candidate[], peopleFirst: boolean) {
  const rated = candidates.map((candidate) => {
    const { share, lift, people } = candidate;
    const isFirst = peopleFirst && people.size > 0 && (lift > 0 || !isCommon(candidate));
    // An everyday word that all results share still ranks below one that sets them apart.
    return { ...candidate, isFirst, score: share * (0.5 + 0.5 * Math.tanh(Math.max(0, lift))) };
  });
  const floor = Math.min(1, ...rated.filter(({ isFirst }) => isFirst).map(({ score }) => score));
  return rated.map(({ isFirst, score, ...candidate }) => ({
    ...candidate,
    score: isFirst ? score : score * floor,
  }));
}

/**
 * Weights that add up to 1, by inverse distance (Dudani 1976). They suit models with
 * crowded similarities and models with spread ones.
 */
export function weightsOf(matches: readonly KeywordMatch[], areEqual: boolean): number[] {
  const raw = matches.map(({ similarity }) =>
    areEqual ? 1 : Math.max(weighting.nearest, 1 - similarity) ** -weighting.power,
  );
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}
