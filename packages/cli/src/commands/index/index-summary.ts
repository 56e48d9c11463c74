import type { IndexFailure } from "@revimg/core";
import { formatCount, formatDuration, formatPictures, formatRate } from "../../terminal/format.js";
import type { RunCounts } from "../../terminal/progress-line.js";
import { shortPath } from "../../terminal/short-path.js";
import { printable } from "../../terminal/terminal.js";

/** What a run did, for a person: counts, then every failure with its reason. */
export function finishedSummary(progress: RunCounts, failures: readonly IndexFailure[]): string[] {
  return [...outcome(progress), ...failureLines(failures)];
}

/** The same for a run that was stopped, with the command that continues it. */
export function interruptedSummary(
  progress: RunCounts | undefined,
  failures: readonly IndexFailure[],
  command: string,
): string[] {
  const { done = 0, total } = progress ?? {};
  const of = total === undefined ? "" : ` of ${formatCount(total)}`;
  return [
    `Stopped after ${formatCount(done)}${of} ${done === 1 && total === undefined ? "picture" : "pictures"}; what is done stays done.`,
    ...(progress === undefined ? [] : counts(progress)),
    ...failureLines(failures),
    `To go on, run the same command again:`,
    `  ${command}`,
  ];
}

function outcome(progress: RunCounts): string[] {
  const { done, added, updated, unchanged, failed, elapsedMs } = progress;
  if (done === 0) return ["No pictures were found there, so there was nothing to index."];
  if (added + updated === 0 && unchanged > 0) {
    return [
      `Nothing new: ${formatPictures(unchanged)} ${unchanged === 1 ? "was" : "were"} already indexed.`,
    ];
  }
  if (done === failed) return ["Nothing was indexed."];
  const rate = elapsedMs > 0 ? ` (${formatRate((done / elapsedMs) * 1000)})` : "";
  return [
    `Went through ${formatPictures(done)} in ${formatDuration(elapsedMs)}${rate}:`,
    ...counts(progress),
  ];
}

function counts({ added, updated, unchanged, failed }: RunCounts): string[] {
  const rows: [count: number, label: string][] = [
    [added, "added"],
    [updated, "updated (known pictures in a new place or with new details)"],
    [unchanged, "already indexed"],
    [failed, "failed"],
  ];
  const width = Math.max(...rows.map(([count]) => formatCount(count).length));
  return rows
    .filter(([count], index) => count > 0 || index === 0)
    .map(([count, label]) => `  ${formatCount(count).padStart(width)} ${label}`);
}

function failureLines(failures: readonly IndexFailure[]): string[] {
  if (failures.length === 0) return [];
  const title =
    failures.length === 1
      ? "1 file could not be indexed:"
      : `${formatCount(failures.length)} files could not be indexed:`;
  return [
    "",
    title,
    ...failures.map(({ name, reason }) => `  ${printable(shortPath(name))}: ${printable(reason)}`),
  ];
}
