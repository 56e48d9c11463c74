import type { Engine } from "../../engine/engine.js";
import { areHashesAlike } from "./are-hashes-alike.js";
import { copiesOfIndexed } from "./copies-of-indexed.js";
import type { TieredMatch } from "./tiered-match.js";

/** A match, and the later ones that are copies of it. */
export interface FoldedMatch extends TieredMatch {
  copies: TieredMatch[];
}

interface FoldedPage {
  folded: FoldedMatch[];
  /** False where copies may stand by themselves because the blob store did not answer. */
  isWhole: boolean;
}

/** The later matches nearest to a match, of which the features are compared. */
const mostCompared = 24;

/**
 * Folds copies of one another: the first of them stays, and has the others. A match is
 * compared with those that stay before it, so no copy of a copy is folded in.
 */
export async function foldCopies(
  engine: Engine,
  matches: readonly TieredMatch[],
  signal: AbortSignal | undefined,
): Promise<FoldedPage> {
  const ids = matches.map(({ record }) => record.id);
  const [vectors, signatures] = await Promise.all([
    engine.vectors.fetch(ids, { signal }),
    engine.metadata.signatures(ids, { signal }),
  ]);
  const page: FoldedPage = { folded: [], isWhole: true };
  const isFolded = new Set<TieredMatch>();
  for (const [i, match] of matches.entries()) {
    if (isFolded.has(match)) continue;
    const folded: FoldedMatch = { ...match, copies: [] };
    page.folded.push(folded);
    const later = nearest(vectors, i).filter((j) => !isFolded.has(matches[j]!));
    const candidates = await candidatesOf(engine, matches, signatures, i, later, signal);
    const records = candidates.map(({ record }) => record);
    const { verdicts, isWhole } = await copiesOfIndexed(engine, match.record, records, signal);
    page.isWhole &&= isWhole;
    folded.copies = candidates.filter(({ record }) => verdicts.has(record.id));
    for (const copy of folded.copies) isFolded.add(copy);
  }
  return page;
}

/** The numbers of the later vectors that are nearest to one, in their order. */
function nearest(vectors: readonly (Float32Array | null)[], i: number): number[] {
  const one = vectors[i];
  if (!one) return [];
  return vectors
    .flatMap((other, j) => (j > i && other ? [{ j, cosine: dot(one, other) }] : []))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, mostCompared)
    .map(({ j }) => j)
    .sort((a, b) => a - b);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Those whose features lie as the match's do, or whose hashes are alike. */
async function candidatesOf(
  { pictures }: Engine,
  matches: readonly TieredMatch[],
  signatures: readonly (Uint8Array | null)[],
  i: number,
  later: readonly number[],
  signal: AbortSignal | undefined,
): Promise<TieredMatch[]> {
  const own = signatures[i];
  if (later.length === 0) return [];
  const others = later.map((j) => signatures[j]!);
  const areAligned = own ? await pictures.alignSignatures(own, others, signal) : [];
  return later
    .filter((j, at) => areAligned[at] || areHashesAlike(matches[i]!.record, matches[j]!.record))
    .map((j) => matches[j]!);
}
