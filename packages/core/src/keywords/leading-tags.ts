import { setImmediate } from "node:timers/promises";
import { isFromPeople, modelWeight } from "./evidence.js";
import { type KeywordMatch, weightsOf } from "./keywords.js";

/**
 * Keywords are drawn from at most this many different tags: 50 pictures with ten tags
 * each, none shared.
 */
const maxTags = 500;

/** At most this many uses of these tags: 50 pictures with 160 tags each. */
const maxUses = 8_000;

/** At most this many different tags are weighed. Those of the first matches come first. */
const maxWeighed = 10_000;

/** Milliseconds after which other work of the process gets its turn. */
const sliceMs = 4;

/** Sum of one tag over the matches. */
interface Sum {
  weight: number;
  uses: number;
}

interface Explained {
  /** The answer's matches. */
  matches: readonly KeywordMatch[];
  /** The next pictures. */
  ahead: readonly KeywordMatch[];
}

/**
 * The matches with the tags that describe most of the results. They are unchanged with
 * up to 500 different tags and 8,000 uses. A tag counts by the weights of its matches,
 * its confidence and its origin. Among equal tags, those of the first match stay.
 * Rejects with the signal's reason.
 */
export async function withLeadingTags(
  { matches, ahead }: Explained,
  isPlain: boolean,
  signal: AbortSignal | undefined,
): Promise<Explained> {
  const all = [...matches, ...ahead];
  const uses = all.reduce((sum, { tags }) => sum + tags.length, 0);
  if (uses <= maxTags) return { matches, ahead };
  const weights = weightsOf(all, isPlain);
  const sums = new Map<string, Sum>();
  await inSlices(all, signal, ({ tags }, i) => {
    for (const tag of tags) {
      const sum = sums.get(tag.tag) ?? { weight: 0, uses: 0 };
      sum.weight += weights[i]! * tag.confidence * (isFromPeople(tag) ? 1 : modelWeight);
      sum.uses += 1;
      if (sums.size < maxWeighed) sums.set(tag.tag, sum);
    }
  });
  const kept = heaviest(sums);
  if (kept.size === sums.size) return { matches, ahead };
  const reduced: KeywordMatch[] = [];
  await inSlices(all, signal, (match) => {
    reduced.push({ ...match, tags: match.tags.filter(({ tag }) => kept.has(tag)) });
  });
  return { matches: reduced.slice(0, matches.length), ahead: reduced.slice(matches.length) };
}

function heaviest(sums: ReadonlyMap<string, Sum>): Set<string> {
  // Sorting keeps the order of equal ones.
  const sorted = [...sums].sort(([, a], [, b]) => b.weight - a.weight).slice(0, maxTags);
  let uses = 0;
  const kept = sorted.filter(([, sum], i) => {
    uses += sum.uses;
    return i === 0 || uses <= maxUses;
  });
  return new Set(kept.map(([tag]) => tag));
}

async function inSlices<T>(
  values: readonly T[],
  signal: AbortSignal | undefined,
  work: (value: T, index: number) => void,
): Promise<void> {
  let started = performance.now();
  for (const [i, value] of values.entries()) {
    work(value, i);
    if (performance.now() - started < sliceMs) continue;
    await setImmediate();
    signal?.throwIfAborted();
    started = performance.now();
  }
}
