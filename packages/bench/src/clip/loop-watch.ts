import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMs = 10;

/** Watches the event loop of this process; the answer stops it and gives its delays. */
export function watchLoop(): () => LoopDelays {
  // A new one each time: after a pause, an old one would count the pause as a delay.
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return () => {
    histogram.disable();
    // The histogram holds whole intervals between two ticks of a timer.
    const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    return { p99Ms: delayMs(histogram.percentile(99)), maxMs: delayMs(histogram.max) };
  };
}

export interface LoopDelays {
  p99Ms: number;
  maxMs: number;
}
