import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathText, systemPath } from "../files/file-path.js";
import { isPictureName } from "../files/picture-names.js";
import { unreadableFolder } from "../files/unreadable.js";
import type { RevimgError } from "../lib/errors.js";
import { storeMarks } from "./store-folders.js";

/** A picture file, or with `error` a folder whose pictures can't be listed. Paths as `pathText` writes them. */
export type Found = { path: string; error?: RevimgError };

interface Entry {
  path: string;
  kind: "folder" | "file" | "link";
}

/**
 * Every picture file below a folder, in the order of names, folder by folder. One
 * folder's listing for each level is in memory. Names that start with a dot are left
 * out. So are folders of an index's stores: their thumbnails are not the user's pictures.
 * Links to files are followed. Links to folders are not, so a loop can't trap a run.
 * Pipes and devices are left out. A folder below that can't be listed is reported among
 * what is found. Rejects with `not_found` or `invalid_input` when the folder itself
 * can't be listed.
 *
 * @param enters whether to look into a folder, by its path
 */
export async function* walkFolder(
  directory: string,
  signal?: AbortSignal,
  enters: (path: string) => boolean = () => true,
): AsyncGenerator<Found> {
  // Not by recursion: what is found deep down would pass through a generator for each level.
  const levels = [(await list(directory)).values()];
  for (let level = levels[0]; level; level = levels.at(-1)) {
    signal?.throwIfAborted();
    const { value: entry } = level.next();
    if (!entry) {
      levels.pop();
    } else if (entry.kind === "folder") {
      if (!enters(entry.path)) continue;
      try {
        levels.push((await list(entry.path)).values());
      } catch (error) {
        yield { path: entry.path, error: error as RevimgError };
      }
    } else if (entry.kind === "file" || (await isFile(entry.path))) {
      yield { path: entry.path };
    }
  }
}

/** What is to be looked at in a folder, by name. */
async function list(directory: string): Promise<Entry[]> {
  const options = { withFileTypes: true, encoding: "buffer" } as const;
  // Bytes in and out: names that are no UTF-8 would not come through as text.
  const found = await readdir(Buffer.from(systemPath(directory)), options).catch((cause) => {
    throw unreadableFolder(directory, cause);
  });
  const entries: Entry[] = [];
  for (const item of found) {
    const name = pathText(item.name);
    if (storeMarks.has(name)) return [];
    const kind = item.isDirectory()
      ? "folder"
      : item.isFile()
        ? "file"
        : item.isSymbolicLink()
          ? "link"
          : null;
    if (kind === null || name.startsWith(".")) continue;
    if (kind === "folder" || isPictureName(name)) {
      entries.push({ path: join(directory, name), kind });
    }
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function isFile(path: string): Promise<boolean> {
  return stat(systemPath(path)).then(
    (stats) => stats.isFile(),
    () => true, // A dangling link: reading it later says what is wrong.
  );
}
