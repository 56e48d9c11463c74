import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { databaseFile } from "../engine.js";

/** Names under which pictures are stored. What is inside decides later; this only skips other files. */
const extensions = new Set(
  ".jpg .jpeg .jpe .jfif .png .webp .gif .avif .tif .tiff .heic .heif".split(" "),
);

/**
 * Every picture file below a folder, in the order of names, folder by folder;
 * only one folder's listing is in memory for each level. Names that start with a
 * dot are left out, and so are folders that hold an index: their thumbnails are
 * not pictures of the user's. Links to files are followed, links to folders are
 * not, so that a loop can't hold a run.
 */
export async function* walkFolder(directory: string, signal?: AbortSignal): AsyncGenerator<string> {
  signal?.throwIfAborted();
  const entries = await readdir(directory, { withFileTypes: true });
  if (entries.some(({ name }) => name === databaseFile)) return;
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walkFolder(path, signal);
    else if (extensions.has(extname(entry.name).toLowerCase())) {
      if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) yield path;
    }
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => true, // A dangling link: reading it later says what is wrong.
  );
}
