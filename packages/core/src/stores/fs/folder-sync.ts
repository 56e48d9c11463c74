import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { RevimgError } from "../../lib/errors.js";
import { makeFolder } from "../../lib/make-folder.js";
import { codeOf } from "./file-errors.js";

/**
 * Makes names survive a power cut. A file's name is kept once its folder is synced, and
 * a folder's name once its parent is synced.
 */
export class FolderSync {
  /** Folders whose own names are already kept. */
  readonly #kept = new Set<string>();
  readonly #root: string;
  /** The parent of the outermost folder that this store made. */
  #outside: string;

  constructor(root: string) {
    this.#root = root;
    this.#outside = root;
  }

  async make(folder: string): Promise<void> {
    const made = await makeFolder(folder).catch((error) => {
      throw unusable.has(codeOf(error) ?? "") ? unusableFolder(this.#root, error) : error;
    });
    if (made && made.length <= this.#root.length) this.#outside = dirname(made);
    if (made) this.#kept.clear();
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
