import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RevimgError } from "../lib/errors.js";
import { databaseFile } from "../stores/sqlite/database-file.js";
import type { Settings } from "./read-options.js";

/** Throws `not_found` when the folder holds no embedded index. */
export async function requireEmbedded({
  dataDirectory,
  collection,
}: Pick<Settings, "dataDirectory" | "collection">): Promise<void> {
  const file = join(resolve(dataDirectory), collection, databaseFile);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  throw new RevimgError(
    "not_found",
    `There is no index in ${dataDirectory} (collection ${collection}). Check the folder, or make an index first: revimg index <folder>.`,
  );
}
