import { basename } from "node:path";
import { tagsOf } from "../../../core/src/inference/tags.js";
import type { BenchResult } from "../lib/bench.js";
import { figure } from "../lib/statistics.js";
import type { Description } from "./contender.js";
import type { MiniLabel } from "./model-contender.js";

/** Pictures with what the classifier says of them. */
interface Judged {
  descriptions: readonly Description[];
  /** WordNet id of each. */
  wnids: readonly string[];
}

/**
 * How far tags can be believed: those of photos of known kinds, how often there
 * are none where the kind is known and where it is not, and the gap between
 * confidence and accuracy on pictures of the known kinds (expected calibration
 * error over ten bins, Guo et al. 2017).
 */
export function tagFigures(
  labels: readonly MiniLabel[],
  minConfidence: number,
  photos: Judged,
  validation: Judged,
): BenchResult {
  let [known, unknown, untaggedKnown, untaggedUnknown, given, right] = [0, 0, 0, 0, 0, 0];
  photos.descriptions.forEach(({ logits }, index) => {
    const tags = tagsOf(logits!, labels, minConfidence).map(({ tag }) => tag);
    const label = labels.find(({ wnid }) => wnid === photos.wnids[index]);
    if (!label) {
      unknown++;
      if (tags.length === 0) untaggedUnknown++;
      return;
    }
    known++;
    if (tags.length === 0) untaggedKnown++;
    given += tags.length;
    right += tags.filter((tag) => tag === label.name || label.hypernyms.includes(tag)).length;
  });
  return {
    tags_right_known: figure(right / given),
    untagged_known: figure(untaggedKnown / known),
    untagged_unknown: figure(untaggedUnknown / unknown),
    calibration_error: figure(calibrationError(validation)),
  };
}

/** WordNet id in the name of a photo, such as `n01443537_goldfish.jpg`. */
export function wnidOfPhoto(path: string): string {
  return basename(path).split("_")[0]!;
}

const bins = 10;

function calibrationError({ descriptions, wnids }: Judged): number {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
  descriptions.forEach(({ logits, wnid }, index) => {
    const highest = Math.max(...logits!);
    const confidence = 1 / logits!.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
    const sum = sums[Math.min(bins - 1, Math.floor(confidence * bins))]!;
    sum.confidence += confidence;
    sum.right += Number(wnid === wnids[index]);
  });
  const gaps = sums.map(({ confidence, right }) => Math.abs(confidence - right));
  return gaps.reduce((sum, gap) => sum + gap, 0) / descriptions.length;
}
