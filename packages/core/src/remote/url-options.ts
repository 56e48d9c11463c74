import type { UrlOptions } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import { HostList, isHostEntry } from "./host-list.js";

/** Options with every default filled in. */
export interface UrlRules {
  allow: HostList;
  deny: HostList;
  allowPrivate: HostList;
  ports: readonly number[];
  timeoutMs: number;
}

/**
 * Fills in the defaults; null when nothing may be fetched. Throws `invalid_config` that
 * names the option.
 */
export function readUrlOptions(options: UrlOptions | false = {}): UrlRules | null {
  if (options === false) return null;
  if (typeof options !== "object" || options === null) refuse("", "an object, or false");
  const { allow = [], deny = [], allowPrivate = [], ...others } = options;
  const { ports = [80, 443], timeoutMs = 20_000, ...unknown } = others;
  for (const name of Object.keys(unknown)) {
    refuse(`.${name}`, "allow, deny, allowPrivate, ports or timeoutMs");
  }
  for (const [name, list] of Object.entries({ allow, deny, allowPrivate })) {
    if (Array.isArray(list) && list.every(isHostEntry)) continue;
    refuse(`.${name}`, 'a list of hosts such as "example.org", "*.example.org" or "10.0.0.5:8080"');
  }
  if (!Array.isArray(ports) || !ports.every((port) => isWithin(port, 65_535))) {
    refuse(".ports", "a list of ports such as 80 and 443");
  }
  if (!isWithin(timeoutMs, 600_000)) refuse(".timeoutMs", "milliseconds from 1 to 600,000");
  return {
    allow: new HostList(allow),
    deny: new HostList(deny),
    allowPrivate: new HostList(allowPrivate),
    ports,
    timeoutMs,
  };
}

function isWithin(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
}

function refuse(name: string, expected: string): never {
  throw new RevimgError("invalid_config", `urls${name} must be ${expected}.`, {
    details: { option: `urls${name}` },
  });
}
