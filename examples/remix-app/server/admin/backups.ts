import { join, resolve } from "node:path";
import type { RevimgOptions } from "@revimg/core";
import { backUp } from "@revimg/core/transfer";
import type { BackUp } from "@revimg/http";

/**
 * Copies the index into a folder named after the moment, below `directory`. Undefined
 * without a directory, and where the rows are in a store that has backups of its own.
 */
export function backupsTo(directory: string | null, options: RevimgOptions): BackUp | undefined {
  if (!directory || options.metadata) return undefined;
  const base = resolve(directory);
  return ({ signal }) => {
    const moment = new Date().toISOString().replace(/:/g, "-").replace(/\..*$/, "");
    return backUp(options, join(base, moment), { signal });
  };
}
