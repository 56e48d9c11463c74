import type { Context } from "./context.js";
import { canRedraw, type Output, terminalWidth } from "./terminal.js";
import { truncate } from "./text-width.js";

const eraseLine = "\r\x1b[2K";
const redrawEveryMs = 100;

/**
 * One line on the terminal that shows the progress of long work. Shows nothing where
 * a line can't be drawn over itself.
 */
export interface Counter {
  show(line: string): void;
  /** Prints a line that stays, and keeps the counter below it whole. */
  print(output: Output, line: string): void;
  stop(): void;
}

export function createCounter({ stderr, environment }: Context, isSilent: boolean): Counter {
  const isDrawn = !isSilent && canRedraw(stderr, environment);
  let last = Number.NEGATIVE_INFINITY;
  let shown = false;
  const erase = () => {
    if (shown) stderr.write(eraseLine);
    shown = false;
  };
  return {
    show(line) {
      const now = performance.now();
      if (!isDrawn || now - last < redrawEveryMs) return;
      last = now;
      shown = true;
      // A line that wraps can't be drawn over.
      const width = (terminalWidth(stderr, environment) ?? 80) - 1;
      stderr.write(eraseLine + truncate(line, width));
    },
    print(output, line) {
      erase();
      output.write(`${line}\n`);
    },
    stop: erase,
  };
}
