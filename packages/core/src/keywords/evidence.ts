import type { Match } from "../api/search-result.js";
import type { Tag } from "../stores/image-record.js";
import type { Lexicon } from "./lexicon.js";

/** What a list of results shows about one concept. */
export interface Evidence {
  concept: string;
  /** The word to show: a person's before the model's, else the one that most results have. */
  keyword: string;
  /** Matches for which a person, or a file beside the picture, used a word of the concept. */
  people: ReadonlySet<number>;
  /** Matches that carry the concept, by their index, with how surely, in (0, 1]. */
  carriers: ReadonlyMap<number, number>;
  /** How much of the results the concept describes, by confidence and origin, in [0, 1]. */
  share: number;
  /** Weighted part of the results that carry the concept, however surely, in [0, 1]. */
  presence: number;
  /** How many pictures of the collection carry the concept. An estimate when it has several words. */
  background: number;
}

type Tagged = Pick<Match, "tags">;

/** Weight of a guess of the model. A person's word weighs 1. */
export const modelWeight = 0.8;

/**
 * Gathers the evidence for each concept that a match is tagged with. Words that mean
 * the same are one concept. A narrower word counts for a wider one that some match has:
 * "beagle" for "dog". `weights` add up to 1. `counts` says how many pictures of the
 * collection carry each tag.
 */
export function gatherEvidence(
  matches: readonly Tagged[],
  weights: readonly number[],
  counts: ReadonlyMap<string, number>,
  lexicon: Lexicon,
): Evidence[] {
  const concepts = lexicon.conceptsOf(tagsIn(matches));
  const findings = new Map([...concepts.values()].map((concept) => [concept, new Finding()]));
  const findingOf = (tag: string) => findings.get(concepts.get(tag)!)!;
  const tagged = new Set<number>();
  for (const [index, { tags }] of matches.entries()) {
    for (const tag of tags) findingOf(tag.tag).add(tag, index);
    if (tags.some(isFromPeople)) tagged.add(index);
  }
  const widerOf = new Map<string, Finding[]>();
  for (const tag of concepts.keys()) {
    const found = wider(tag);
    if (found.length > 0) widerOf.set(tag, found);
  }
  for (const [index, { tags }] of matches.entries()) {
    for (const tag of tags) {
      const found = widerOf.get(tag.tag);
      if (found) for (const wide of found) wide.addNarrower(tag, index);
    }
  }

  /** What a word speaks for beside its own concept. */
  function wider(tag: string): Finding[] {
    const narrow = findingOf(tag);
    const found: Finding[] = [];
    for (const concept of lexicon.widerThan(concepts.get(tag)!)) {
      const wide = findings.get(concept);
      if (wide && areNested(narrow, wide)) found.push(wide);
    }
    return found;
  }

  const weightOf = (indexes: Iterable<number>) => {
    let sum = 0;
    for (const index of indexes) sum += weights[index]!;
    return sum;
  };
  const ofPeople = weightOf(tagged);
  const doubt = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const evidence: Evidence[] = [];
  for (const [concept, finding] of findings) {
    const { strengths, people } = finding;
    let ofAll = 0;
    for (const [index, strength] of strengths) ofAll += weights[index]! * strength;
    // Untagged pictures don't speak against a person's word; one picture of doubt does.
    const ofTagged = weightOf(people) / (ofPeople + doubt);
    evidence.push({
      concept,
      keyword: finding.bestWord(weightOf),
      people,
      carriers: strengths,
      share: Math.min(1, Math.max(ofAll, ofTagged)),
      presence: Math.min(1, weightOf(strengths.keys())),
      background: finding.unionCount(counts),
    });
  }
  return evidence;
}

/** The tags whose background is needed. */
export function tagsIn(matches: readonly Tagged[]): string[] {
  const names = new Set<string>();
  for (const { tags } of matches) for (const { tag } of tags) names.add(tag);
  return [...names];
}

/** Whether a person, or a file beside the picture, said it. */
export function isFromPeople({ origin }: Tag): boolean {
  return origin !== "model";
}

/**
 * Whether a word of narrower meaning is also used as narrower here. People who tag
 * pictures either "shirt" or "t-shirt", never both, mean two things.
 */
export function areNested(
  narrow: { people: ReadonlySet<number> },
  wide: { people: ReadonlySet<number> },
): boolean {
  if (narrow.people.size === 0 || wide.people.size === 0) return true;
  for (const index of narrow.people) if (wide.people.has(index)) return true;
  return false;
}

const nobody: ReadonlySet<number> = new Set();

/**
 * Where one concept was found; matches are given by their index. A search makes one for
 * every concept of its matches, so it holds lists, which are smaller than sets.
 */
class Finding {
  /** The strongest tag of each match. */
  readonly strengths = new Map<number, number>();
  #people: Set<number> | undefined;
  /** Matches by word, ascending, those of narrower words too. */
  readonly #carriers = new Map<string, number[]>();
  /** Words of the concept itself, and whether a person used them. */
  readonly #words = new Map<string, boolean>();

  get people(): ReadonlySet<number> {
    return this.#people ?? nobody;
  }

  /** The words of a match come one after the other, the matches in their order. */
  add(tag: Tag, index: number): void {
    this.#words.set(tag.tag, isFromPeople(tag) || this.#words.get(tag.tag) === true);
    if (isFromPeople(tag)) {
      this.#people ??= new Set();
      this.#people.add(index);
    }
    this.addNarrower(tag, index);
  }

  addNarrower(tag: Tag, index: number): void {
    const strength = tag.confidence * (isFromPeople(tag) ? 1 : modelWeight);
    const known = this.strengths.get(index);
    if (known === undefined || strength > known) this.strengths.set(index, strength);
    const carriers = this.#carriers.get(tag.tag);
    if (!carriers) this.#carriers.set(tag.tag, [index]);
    else if (carriers.at(-1) !== index) carriers.push(index);
  }

  bestWord(weightOf: (indexes: Iterable<number>) => number): string {
    if (this.#words.size === 1) for (const word of this.#words.keys()) return word;
    const words = [...this.#words].map(([word, isPersons]) => ({
      word,
      rank: Number(isPersons),
      // Sums of the same numbers in another order differ in their last bits, so they are rounded.
      weight: Math.round(weightOf(this.#carriers.get(word)!) * 1e6),
    }));
    words.sort((a, b) => b.rank - a.rank || b.weight - a.weight || (a.word < b.word ? -1 : 1));
    return words[0]!.word;
  }

  /**
   * How many pictures of the collection carry any of the words. How far the words
   * overlap is known only for the results, and is taken from them.
   */
  unionCount(counts: ReadonlyMap<string, number>): number {
    if (this.#carriers.size === 1) {
      for (const [word, { length }] of this.#carriers)
        return Math.max(counts.get(word) ?? 0, length);
    }
    const words = [...this.#carriers].map(([word, carriers]) => ({
      word,
      carriers,
      count: Math.max(counts.get(word) ?? 0, carriers.length),
    }));
    words.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
    const covered = new Set<number>();
    let union = 0;
    for (const { carriers, count } of words) {
      const fresh = carriers.filter((index) => !covered.has(index));
      union += (count * fresh.length) / carriers.length;
      for (const index of fresh) covered.add(index);
    }
    return union;
  }
}
