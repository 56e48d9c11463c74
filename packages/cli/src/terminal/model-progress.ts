import type { PullProgress } from "@revimg/core";
import type { Context } from "./context.js";
import { createCounter } from "./counter.js";
import { formatBytes, formatDuration } from "./format.js";
import { canRedraw, terminalWidth } from "./terminal.js";
import { textWidth, truncate } from "./text-width.js";

const reportEveryMs = 5_000;
const maxBarWidth = 30;
const minBarWidth = 8;

/**
 * Shows the progress of a download: on a terminal one line that is drawn over itself,
 * elsewhere a plain line every five seconds.
 */
export interface ModelProgress {
  update(progress: PullProgress): void;
  /** Removes the line. */
  stop(): void;
}

export function createModelProgress(context: Context): ModelProgress {
  const { stderr, environment } = context;
  if (canRedraw(stderr, environment)) {
    const counter = createCounter(context, false);
    return {
      update: (progress) => {
        // The last column stays free: some terminals wrap as soon as it is written.
        counter.show(progressLine(progress, (terminalWidth(stderr, environment) ?? 80) - 1));
      },
      stop: () => counter.stop(),
    };
  }
  let reportedAt = performance.now();
  return {
    update: (progress) => {
      if (performance.now() - reportedAt < reportEveryMs) return;
      reportedAt = performance.now();
      stderr.write(`${facts(progress).join(", ")}\n`);
    },
    stop: () => {},
  };
}

/**
 * Bar, file, bytes, share, rate, time left, in at most `width` columns. On a narrow
 * terminal the bar shrinks, and is the first thing to be left out.
 */
export function progressLine(progress: PullProgress, width: number): string {
  const text = facts(progress).join("  ");
  const room = Math.min(maxBarWidth, width - textWidth(text) - 2);
  if (!progress.total || room < minBarWidth) return truncate(text, width);
  const filled = Math.floor(Math.min(1, progress.received / progress.total) * room);
  return `${"█".repeat(filled)}${"░".repeat(room - filled)}  ${text}`;
}

function facts({ file, received, total, bytesPerSecond }: PullProgress): string[] {
  const facts = [file];
  if (total === null) facts.push(formatBytes(received));
  else {
    facts.push(`${formatBytes(received)} of ${formatBytes(total)}`);
    facts.push(`${Math.floor((received / total) * 100)} %`);
  }
  if (bytesPerSecond > 0) {
    facts.push(`${formatBytes(bytesPerSecond)}/s`);
    if (total !== null && received < total) {
      facts.push(`${formatDuration(((total - received) / bytesPerSecond) * 1000)} left`);
    }
  }
  return facts;
}
