import type { DownloadOptions } from "../../api/indexing.js";
import { refuse, refuseUnknown } from "../../lib/call-arguments.js";

const defaults: Required<DownloadOptions> = { concurrency: 16, perHost: 2, hostDelayMs: 0 };

/** Fills in the defaults. Throws `invalid_input` that names the option. */
export function readDownloadOptions(options: DownloadOptions = {}): Required<DownloadOptions> {
  if (typeof options !== "object" || options === null) {
    refuse("downloads of index() is an object such as { perHost: 1 }.", "downloads");
  }
  refuseUnknown("downloads of index()", options, Object.keys(defaults));
  const read = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof DownloadOptions)[]) {
    read[key] = options[key] ?? defaults[key];
  }
  requireWithin("concurrency", read.concurrency, [1, 256]);
  requireWithin("perHost", read.perHost, [1, 256]);
  requireWithin("hostDelayMs", read.hostDelayMs, [0, 600_000]);
  return read;
}

function requireWithin(name: string, value: number, [least, most]: [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = `${least} to ${most.toLocaleString("en")}`;
  refuse(`downloads.${name} of index() must be a whole number from ${range}.`, `downloads.${name}`);
}
