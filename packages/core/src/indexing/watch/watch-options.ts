import type { WatchOptions } from "../../api/watching.js";
import { checkOptions, refuse } from "../../lib/call-arguments.js";
import type { WatchSettings } from "./watch-folders.js";

const names: Record<keyof WatchOptions, true> = {
  originals: true,
  prune: true,
  quietMs: true,
  rescanMs: true,
  signal: true,
};

/** The longest time that a timer of Node can wait, in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** Fills in the defaults. Throws `invalid_input` that names the option. */
export function readWatchOptions(options: WatchOptions): Omit<WatchSettings, "signal"> {
  checkOptions("watch()", options, Object.keys(names));
  const { originals, prune = true, quietMs = 2_000, rescanMs = 3_600_000 } = options;
  if (![true, false, "force"].includes(prune)) {
    refuse('prune of watch() must be true, false or "force".', "prune");
  }
  requireWithin("quietMs", quietMs, [50, 600_000]);
  requireWithin("rescanMs", rescanMs, [1_000, longestMs]);
  return { originals, prune, quietMs, rescanMs };
}

function requireWithin(name: string, value: number, [least, most]: [number, number]): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  const range = `${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  refuse(`${name} of watch() must be milliseconds from ${range}.`, name);
}
