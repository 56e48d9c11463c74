import type { CacheOptions } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";

export type CacheSettings = Required<CacheOptions>;

/** Fills in the defaults; null where nothing is kept. Throws `invalid_config` that names the option. */
export function readCacheOptions(options: CacheOptions | false = {}): CacheSettings | null {
  if (options === false) return null;
  if (typeof options !== "object" || options === null) refuse("cache", "an object, or false");
  const { maxEntries = 2_000, maxBytes = 64 * 1024 * 1024, ...unknown } = options;
  for (const name of Object.keys(unknown)) refuse(`cache.${name}`, "maxEntries or maxBytes");
  for (const [name, value] of Object.entries({ maxEntries, maxBytes })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    refuse(`cache.${name}`, "a whole number of at least 1; cache: false keeps nothing");
  }
  return { maxEntries, maxBytes };
}

function refuse(name: string, expected: string): never {
  throw new RevimgError("invalid_config", `${name} must be ${expected}.`, {
    details: { option: name },
  });
}
