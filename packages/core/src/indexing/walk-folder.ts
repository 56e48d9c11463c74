import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";

/** Names under which pictures are stored. What is inside decides later; this only skips other files. */
const extensions = new Set(
  ".jpg .jpeg .jpe .jfif .png .webp .gif .avif .tif .tiff .heic .heif".split(" "),
);

export interface WalkOptions {
  /** Folders to leave out, as absolute paths: the index's own. */
  exclude: readonly string[];
  signal?: AbortSignal | undefined;
}

/**
 * Every picture file below a folder, in the order of names, folder by folder;
 * only one folder's listing is in memory for each level. Names that start with a
 * dot are left out. Links to files are followed, links to folders are not, so
 * that a loop can't hold a run.
 */
export async function* walkFolder(directory: string, options: WalkOptions): AsyncGenerator<string> {
  options.signal?.throwIfAborted();
  if (options.exclude.includes(directory)) return;
  const entries = await readdir(directory, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walkFolder(path, options);
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
