import { RevimgError } from "@revimg/core";
import type { CollectionOptions } from "@revimg/http";
import { openExistingIndex, readConfig } from "../../index-access/open-index.js";
import type { CommonOptions } from "../../shared/options.js";
import type { Context } from "../../terminal/context.js";

export interface ServedCollectionsOptions extends CommonOptions {
  /** Names, or `*` for every collection of the data directory. */
  serveCollection?: string[];
  maxOpen?: number;
}

/**
 * The collections that `revimg serve` answers for besides its own. Rejects with
 * `invalid_config` for `*` where a server keeps the rows: there, opening a collection
 * would make it.
 */
export async function servedCollections(
  options: ServedCollectionsOptions,
  ownName: string,
  context: Context,
): Promise<CollectionOptions | undefined> {
  const { serveCollection: names, maxOpen } = options;
  if (names === undefined) return undefined;
  const isAll = names.includes("*");
  if (isAll && (await readConfig(options, context)).metadata) {
    throw new RevimgError(
      "invalid_config",
      "--serve-collection * is for indexes in a folder. With stores on a server, name each collection: --serve-collection shop --serve-collection blog",
    );
  }
  return {
    ownName,
    ...(maxOpen !== undefined && { maxOpen }),
    async open(name) {
      if (isAll || names.includes(name)) {
        return (await openExistingIndex({ ...options, collection: name }, context)).revimg;
      }
      throw new RevimgError("not_found", `The collection ${name} is not served.`);
    },
  };
}
