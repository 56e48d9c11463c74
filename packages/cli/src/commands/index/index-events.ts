import type { IndexEvent, IndexFailure, IndexProgress } from "@revimg/core";
import { printJson } from "../../terminal/context.js";
import type { Output } from "../../terminal/terminal.js";

/** One event as a line of JSON, with snake_case keys like everything that leaves the process. */
export function printEvent(output: Output, event: IndexEvent): void {
  printJson(output, { ...event, progress: wireProgress(event.progress) });
}

/** The last line of a run that was stopped. `command` continues the run. */
export function printInterrupted(
  output: Output,
  progress: IndexProgress | undefined,
  failures: readonly IndexFailure[],
  command: string,
): void {
  const type = "interrupted";
  printJson(output, {
    type,
    progress: progress ? wireProgress(progress) : null,
    failures,
    command,
  });
}

type Unknown = "total" | "picturesPerSecond" | "remainingMs";
type WireInput = Omit<IndexProgress, Unknown> & {
  [Key in Unknown]?: number | null | undefined;
};

function wireProgress({
  elapsedMs,
  total = null,
  picturesPerSecond = null,
  remainingMs = null,
  ...counts
}: WireInput) {
  return {
    ...{ ...counts, total, elapsed_ms: Math.round(elapsedMs) },
    ...{ pictures_per_second: picturesPerSecond, remaining_ms: remainingMs },
  };
}
