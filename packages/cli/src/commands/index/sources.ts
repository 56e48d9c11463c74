import { stat } from "node:fs/promises";
import { picturesFromUrl } from "@revimg/adapters/config";
import {
  type IndexEntry,
  type IndexItem,
  locatePath,
  RevimgError,
  readPictureList,
  systemPath,
  webAddress,
} from "@revimg/core";
import type { Context } from "../../terminal/context.js";

/** What a command indexes. */
export interface Sources {
  /** A list, so that what it holds is counted ahead. */
  entries: (IndexEntry | AsyncIterable<IndexEntry>)[];
  /** Ends the connections to buckets. */
  close(): Promise<void>;
}

/**
 * Opens what the words of a command name. Rejects with `not_found` for a path at which
 * nothing is: a mistyped path would leave an empty index behind.
 *
 * @param named paths, patterns of them, web addresses, URLs of buckets, and pictures
 * @param lists files that list pictures; `-` is the standard input
 */
export async function openSources(
  named: readonly (string | IndexItem)[],
  lists: readonly string[],
  { stdin, signal }: Pick<Context, "stdin" | "signal">,
): Promise<Sources> {
  if (named.length + lists.length === 0) {
    throw new RevimgError("invalid_input", "Name a folder, a file, an address, or --from a list.");
  }
  const buckets: { close(): Promise<void> }[] = [];
  const entries: Sources["entries"] = [];
  for (const entry of named) {
    if (typeof entry !== "string" || webAddress(entry) !== null) entries.push(entry);
    else if (/^s3:/i.test(entry)) {
      const pictures = await picturesFromUrl(entry);
      buckets.push(pictures);
      entries.push(pictures);
    } else {
      await requirePath(entry);
      entries.push(entry);
    }
  }
  for (const list of lists) {
    if (list !== "-") await requirePath(list);
    const from = list === "-" ? stdin : list;
    entries.push(readPictureList(from, { signal, ...(list === "-" && { name: "stdin" }) }));
  }
  return {
    entries,
    async close() {
      await Promise.all(buckets.map((bucket) => bucket.close()));
    },
  };
}

async function requirePath(path: string): Promise<void> {
  const isPattern = /[*?[{(]/.test(path);
  if (isPattern || (await stat(systemPath(await locatePath(path))).catch(isThere))) return;
  throw new RevimgError("not_found", `There is no file or folder ${path}.`);
}

/** Only an absent file is a mistyped path. If a file can't be read, the run itself says why. */
function isThere({ code }: NodeJS.ErrnoException): boolean {
  return code !== "ENOENT" && code !== "ENOTDIR";
}
