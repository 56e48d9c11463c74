import { existsSync } from "node:fs";
import { join } from "node:path";
import { draftsFolder } from "../stores/fs/drafts.js";
import { databaseFile } from "../stores/sqlite/database-file.js";

/**
 * Names of which one lies in every folder that a store of ours keeps. The pictures below
 * are thumbnails and kept originals, not the user's.
 */
export const storeMarks: ReadonlySet<string> = new Set([databaseFile, draftsFolder]);

/** Whether a store of ours keeps this folder, now. The path is the system's own text. */
export function isStoreFolder(folder: string): boolean {
  return [...storeMarks].some((name) => existsSync(join(folder, name)));
}
