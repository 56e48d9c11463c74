import { stat } from "node:fs/promises";
import { sep } from "node:path";
import type { IndexEvent, IndexFile, IndexOptions, IndexSource } from "../../api/indexing.js";
import type { WatchEvent, WatchOptions } from "../../api/watching.js";
import { locatePath, systemPath } from "../../files/file-path.js";
import { type Changes, FolderChanges } from "./folder-changes.js";

/** A burst that never ends is indexed after so many quiet times. */
const longestBurst = 15;

/** How soon a folder that was lost is looked for again, in milliseconds. */
const reopenMs = 5_000;

export interface WatchSettings
  extends Required<Pick<WatchOptions, "prune" | "quietMs" | "rescanMs">> {
  originals: IndexOptions["originals"];
  signal: AbortSignal;
}

/** Runs the index. */
export type Index = (source: IndexSource, options: IndexOptions) => AsyncIterable<IndexEvent>;

/**
 * Keeps an index current; see `Revimg.watch`. What the system tells of changes is only a
 * hint. New and written files are indexed alone. Anything else, such as a deleted file,
 * is answered by a run over the folders: it sees a moved file at its new place before it
 * misses it at the old one.
 */
export async function* watchFolders(
  given: readonly (string | URL)[],
  index: Index,
  { originals, prune, quietMs, rescanMs, signal }: WatchSettings,
): AsyncGenerator<WatchEvent, void, undefined> {
  const folders = await Promise.all(given.map((folder) => locatePath(folder)));
  const options = { signal, ...(originals && { originals }) };
  await using changes = new FolderChanges(folders);
  await changes.open();
  for (let next: Changes = everything; ; next = await nextChanges()) {
    const files = next.needsRescan ? null : await presentFiles(next);
    if (files === null) yield* index(folders, { ...options, prune });
    else if (files.length > 0) yield* index(files, options);
    if (changes.isEmpty) yield { type: "watching", folders };
  }

  /** Waits for a change, and until nothing more changes. */
  async function nextChanges(): Promise<Changes> {
    const waitMs = changes.isStale ? Math.min(reopenMs, rescanMs) : rescanMs;
    if (changes.isEmpty && !(await changes.waitFor(waitMs, signal))) {
      if (changes.isStale) await changes.open();
      return everything;
    }
    const latest = performance.now() + longestBurst * quietMs;
    while (performance.now() < latest) {
      if (!(await changes.waitFor(quietMs, signal))) break;
    }
    await changes.lookIntoNewFolders(signal);
    return changes.take();
  }

  /** The files of changes, less those that are still being written; null when one is gone. */
  async function presentFiles({ paths }: Changes): Promise<IndexFile[] | null> {
    const files: IndexFile[] = [];
    for (const path of paths) {
      const stats = await stat(systemPath(path)).catch(() => null);
      if (!stats) return null;
      const root = folders.find((folder) => path.startsWith(folder + sep));
      if (Date.now() - stats.mtimeMs < quietMs && stats.mtimeMs <= Date.now()) {
        changes.putBack(path);
      } else files.push({ path, ...(root && { root }) });
    }
    return files;
  }
}

const everything: Changes = { paths: new Set(), needsRescan: true };
