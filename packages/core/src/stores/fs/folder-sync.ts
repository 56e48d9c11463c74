import { open } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { RevimgError } from "../../lib/errors.js";
import { makeFolder } from "../../lib/make-folder.js";
import { codeOf, isMissing } from "./file-errors.js";

/**
 * Makes folders, and makes names survive a power cut. A file's name is kept once its
 * folder is synced, and a folder's name once its parent is synced.
 */
export class FolderSync {
  /** Folders whose own names are already kept. */
  readonly #kept = new Set<string>();
  /** Folders that were there when they were last used. */
  readonly #there = new Set<string>();
  readonly #root: string;
  /** The parent of the outermost folder that this store made. */
  #outside: string;

  constructor(root: string) {
    this.#root = root;
    this.#outside = root;
  }

  /**
   * Does what needs a folder. The folder is made where it is absent, and the work is
   * done again where it finds that a folder it used before is gone.
   */
  async within<T>(folder: string, work: () => Promise<T>): Promise<T> {
    if (this.#there.has(folder)) {
      try {
        return await work();
      } catch (error) {
        if (!isMissing(error)) throw error;
        this.#there.delete(folder);
      }
    }
    await this.#make(folder);
    const result = await work();
    this.#there.add(folder);
    return result;
  }

  async #make(folder: string): Promise<void> {
    const made = await makeFolder(folder).catch((error) => {
      throw unusable.has(codeOf(error) ?? "") ? unusableFolder(this.#root, error) : error;
    });
    if (made && made.length <= this.#root.length) this.#outside = dirname(made);
    if (made) this.#forget(made);
  }

  /** Only what is new has a name that may be lost. */
  #forget(made: string): void {
    for (const folder of this.#kept) {
      if (folder === made || folder.startsWith(made + sep)) this.#kept.delete(folder);
    }
  }

  /** Resolves when the name of the file at this path is kept. */
  async sync(path: string): Promise<void> {
    // Windows has no such call.
    if (process.platform === "win32") return;
    await syncFolder(dirname(path));
    let folder = dirname(path);
    const { length } = this.#outside;
    while (folder.length > length && !this.#kept.has(folder)) {
      await syncFolder(dirname(folder));
      this.#kept.add(folder);
      folder = dirname(folder);
    }
  }
}

/** The system's codes after which another try makes no folder either. */
const unusable = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOENT",
  "ENOTDIR",
  "EEXIST",
  "ENAMETOOLONG",
  "ELOOP",
]);

function unusableFolder(root: string, cause: unknown): RevimgError {
  return new RevimgError(
    "store_failed",
    `Pictures can't be kept in ${root}: ${(cause as Error).message}. Name a folder that can be written.`,
    { adapter: "fs", retryable: false, cause },
  );
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
