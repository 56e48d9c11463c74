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

function wireProgress({
  elapsedMs,
  total = null,
  ...counts
}: Omit<IndexProgress, "total"> & { total?: number | null | undefined }) {
  return { ...counts, total, elapsed_ms: Math.round(elapsedMs) };
}
