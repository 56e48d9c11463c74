import type { DuplicateGroup } from "@revimg/core";

/** Pairs of pictures that groups hold, against those that are the same picture. */
export interface PairTally {
  /** Share of the pairs in groups that are the same picture. */
  precision: number;
  /** Share of the pairs of the same picture that are in a group. */
  recall: number;
  /** Names of pairs that are no copies, a few of them. */
  wrong: string[];
}

/**
 * Counts pairs. `nameOf` names what a picture shows, by its id: pictures of one name are
 * copies of one another. Groups with one picture to keep are one: see `DuplicateGroup`.
 */
export function tallyPairs(
  groups: readonly DuplicateGroup[],
  nameOf: ReadonlyMap<string, string>,
): PairTally {
  const members = new Map<string, Set<string>>();
  for (const { keep, members: some } of groups) {
    const all = members.get(keep.id) ?? new Set();
    for (const { image } of some) all.add(image.id);
    members.set(keep.id, all);
  }
  let right = 0;
  let all = 0;
  const wrong: string[] = [];
  for (const ids of members.values()) {
    const names = [...ids].map((id) => nameOf.get(id) ?? id);
    all += pairsOf(names.length);
    const sizes = sizesOf(names);
    for (const size of sizes.values()) right += pairsOf(size);
    if (sizes.size > 1 && wrong.length < 10) wrong.push([...sizes.keys()].join(" = "));
  }
  let wanted = 0;
  for (const size of sizesOf([...nameOf.values()]).values()) wanted += pairsOf(size);
  return { precision: all === 0 ? 1 : right / all, recall: right / wanted, wrong };
}

function sizesOf(names: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  return sizes;
}

function pairsOf(size: number): number {
  return (size * (size - 1)) / 2;
}
