import type { Options } from "tsup";

/**
 * What a build makes beside the code. Declarations take most of its time. Images and
 * `pnpm check` do without (WITHOUT_TYPES=1); those that are there stay, as editors read them.
 *
 * @param entry what has declarations, where that is not every entry
 */
export function buildParts(entry?: Record<string, string> | string[]): Options {
  if (process.env.WITHOUT_TYPES === "1") return { dts: false, clean: ["!**/*.d.ts"] };
  return { dts: entry ? { entry } : true, clean: true };
}
