import { descriptorWords } from "./describe-spots.js";
import { type FeatureSet, groupCount } from "./features.js";

/** All features of both sets, in groups again: in each those of the first set come first. */
export function joinFeatures(one: FeatureSet, other: FeatureSet): FeatureSet {
  const starts = one.starts.map((start, group) => start + other.starts[group]!);
  const count = starts[groupCount]!;
  const joined = {
    starts,
    places: new Uint8Array(2 * count),
    descriptors: new Int32Array(descriptorWords * count),
  };
  for (let group = 0; group < groupCount; group++) {
    const begin = starts[group]!;
    const between = begin + one.starts[group + 1]! - one.starts[group]!;
    copyGroup(one, group, joined, begin);
    copyGroup(other, group, joined, between);
  }
  return joined;
}

/** Loops, because a group is so small that views of it would take longer than its copy. */
function copyGroup(from: FeatureSet, group: number, to: FeatureSet, at: number): void {
  const [begin, end] = [from.starts[group]!, from.starts[group + 1]!];
  for (let i = 2 * begin, j = 2 * at; i < 2 * end; i++, j++) to.places[j] = from.places[i]!;
  const last = descriptorWords * end;
  for (let i = descriptorWords * begin, j = descriptorWords * at; i < last; i++, j++) {
    to.descriptors[j] = from.descriptors[i]!;
  }
}
