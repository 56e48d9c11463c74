import type { IndexEvent, IndexProgress } from "@revimg/core";
import { formatCount, formatDuration, formatPictures, formatRate } from "./format.js";
import type { Style } from "./terminal.js";
import { textWidth, truncate } from "./text-width.js";

const maxBarWidth = 30;
const minBarWidth = 8;

/** Pictures per second; undefined while too little has been seen. */
type Rate = number | undefined;

/** The progress of tagging, which begins when all pictures are done. */
export type TaggingStep = Pick<Extract<IndexEvent, { type: "tagging" }>, "step" | "done" | "total">;

/** What is shown of a run's progress. */
export type RunCounts = Omit<
  IndexProgress,
  "bytes" | "picturesPerSecond" | "remainingMs" | "queues"
>;

/** What the line is about: the pictures, or their tags. */
export interface RunState {
  progress: RunCounts;
  tagging?: TaggingStep | undefined;
  /** How many of them there are. */
  rate: Rate;
}

/**
 * One line about a run: bar, counts, rate, time left, failures. On a narrow terminal
 * the bar shrinks. Then these are left out, in this order: the bar, the share, the
 * rate, the time left.
 */
export function progressLine(state: RunState, width: number, style: Style): string {
  const { counts, share, speed, left, failed } = parts(state);
  const variants = [
    [counts, share, speed, left, failed],
    [counts, speed, left, failed],
    [counts, left, failed],
    [counts, failed],
  ].map((variant) => variant.filter((part) => part !== ""));
  const full = variants[0]!.join("  ");
  const room = width - textWidth(full) - 2;
  const { done, total } = state.tagging ?? state.progress;
  if (total && room >= minBarWidth) {
    const ratio = Math.min(1, done / total);
    return `${bar(ratio, Math.min(room, maxBarWidth), style)}  ${paint(full, failed, style)}`;
  }
  const line = variants
    .map((variant) => variant.join("  "))
    .find((text) => textWidth(text) <= width);
  return line === undefined ? truncate(counts, width) : paint(line, failed, style);
}

/** The same facts in words, for a log. */
export function progressSentence(state: RunState): string {
  const { counts, speed, left, failed } = parts(state);
  return [counts, speed, left, failed].filter((part) => part !== "").join(", ");
}

function parts({ progress, tagging, rate }: RunState) {
  const { failed } = progress;
  const { done, total } = tagging ?? progress;
  return {
    counts: tagging ? taggingCounts(tagging) : pictureCounts(progress),
    share: total ? `${Math.floor((Math.min(done, total) / total) * 100)} %` : "",
    speed: rate === undefined || tagging ? "" : formatRate(rate),
    left:
      total !== undefined && rate !== undefined && rate > 0 && done < total
        ? `${formatDuration(((total - done) / rate) * 1000)} left`
        : "",
    failed: failed > 0 ? `${formatCount(failed)} failed` : "",
  };
}

function pictureCounts({ done, total }: RunCounts): string {
  if (total !== undefined) return `${formatCount(done)} of ${formatPictures(total)}`;
  return done === 0 ? "Looking for pictures" : formatPictures(done);
}

function taggingCounts({ step, done, total }: TaggingStep): string {
  if (step === "labels")
    return `Preparing tags ${formatCount(done)} of ${formatCount(total)} words`;
  return `Tagging ${formatCount(done)} of ${formatPictures(total)}`;
}

function paint(text: string, failed: string, style: Style): string {
  return failed === "" ? text : text.slice(0, -failed.length) + style("red", failed);
}

function bar(ratio: number, width: number, style: Style): string {
  const filled = Math.floor(ratio * width);
  return style("green", "█".repeat(filled)) + style("dim", "░".repeat(width - filled));
}
