import type { IndexProgress } from "@revimg/core";
import { formatCount, formatDuration, formatPictures, formatRate } from "./format.js";
import type { Style } from "./terminal.js";
import { textWidth, truncate } from "./text-width.js";

const maxBarWidth = 30;
const minBarWidth = 8;

/** Pictures per second; undefined while too little has been seen. */
export type Rate = number | undefined;

/**
 * One line about a run: bar, counts, rate, time left, failures. On a narrow
 * terminal the bar shrinks and goes first, then the share, the rate and the time left.
 */
export function progressLine(
  progress: IndexProgress,
  rate: Rate,
  width: number,
  style: Style,
): string {
  const { counts, share, speed, left, failed } = parts(progress, rate);
  const variants = [
    [counts, share, speed, left, failed],
    [counts, speed, left, failed],
    [counts, left, failed],
    [counts, failed],
  ].map((variant) => variant.filter((part) => part !== ""));
  const full = variants[0]!.join("  ");
  const room = width - textWidth(full) - 2;
  if (progress.total && room >= minBarWidth) {
    const ratio = Math.min(1, progress.done / progress.total);
    return `${bar(ratio, Math.min(room, maxBarWidth), style)}  ${paint(full, failed, style)}`;
  }
  const line = variants
    .map((variant) => variant.join("  "))
    .find((text) => textWidth(text) <= width);
  return line === undefined ? truncate(counts, width) : paint(line, failed, style);
}

/** The same facts in words, for a log. */
export function progressSentence(progress: IndexProgress, rate: Rate): string {
  const { counts, speed, left, failed } = parts(progress, rate);
  return [counts, speed, left, failed].filter((part) => part !== "").join(", ");
}

function parts({ done, total, failed }: IndexProgress, rate: Rate) {
  const soFar = done === 0 ? "Looking for pictures" : formatPictures(done);
  return {
    counts: total === undefined ? soFar : `${formatCount(done)} of ${formatPictures(total)}`,
    share: total ? `${Math.floor((Math.min(done, total) / total) * 100)} %` : "",
    speed: rate === undefined ? "" : formatRate(rate),
    left:
      total !== undefined && rate !== undefined && rate > 0 && done < total
        ? `${formatDuration(((total - done) / rate) * 1000)} left`
        : "",
    failed: failed > 0 ? `${formatCount(failed)} failed` : "",
  };
}

function paint(text: string, failed: string, style: Style): string {
  return failed === "" ? text : text.slice(0, -failed.length) + style("red", failed);
}

function bar(ratio: number, width: number, style: Style): string {
  const filled = Math.floor(ratio * width);
  return style("green", "█".repeat(filled)) + style("dim", "░".repeat(width - filled));
}
