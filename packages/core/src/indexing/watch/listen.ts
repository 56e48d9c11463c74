import { basename, dirname, relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { LRUCache } from "lru-cache";
import { isPictureName } from "../../files/picture-names.js";
import { isStoreFolder } from "../store-folders.js";

export interface Listener {
  /** `event` is chokidar's word, such as `add` or `unlinkDir`. */
  onChange: (event: string, path: string) => void;
  /** Changes may be lost from now on, as where the system's limit of watched folders is reached. */
  onLoss: () => void;
}

/**
 * Listens to what changes in folders. Resolves when no later change can be missed.
 * @param roots the folders that a person named; names with a dot below them are left out
 */
export async function listen(
  folders: readonly string[],
  roots: readonly string[],
  { onChange, onLoss }: Listener,
): Promise<FSWatcher> {
  const stores = new StoreFolders(roots);
  const watcher = watch([...folders], {
    ...{ ignoreInitial: true, followSymlinks: false, ignorePermissionErrors: true },
    ignored: (path, stats) =>
      isIgnored(path, roots, stats?.isFile() ?? false) ||
      (stats?.isDirectory() === true && stores.include(path)),
  });
  watcher.on("all", (event, path) => {
    // A folder may become a store's after the watcher came to listen to it.
    if (!stores.include(path)) onChange(event, path);
  });
  watcher.on("error", onLoss);
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return watcher;
}

/** As folders are walked: names with a dot are left out, and files that say nothing of pictures. */
function isIgnored(path: string, roots: readonly string[], isFile: boolean): boolean {
  const root = rootOf(path, roots);
  const names = root === undefined ? [] : relative(root, path).split(sep);
  if (names.some((name) => name.startsWith("."))) return true;
  return isFile && !isPictureName(path) && !/\.(json|jsonl|csv)$/.test(basename(path));
}

/** Paths that belong to a store of ours: an index may lie in a folder that is watched. */
class StoreFolders {
  readonly #roots: readonly string[];
  /** Looked at again after a second: many changes come at once, and a new index may come. */
  readonly #isStore = new LRUCache<string, boolean>({ max: 10_000, ttl: 1_000 });

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /** Whether the path, or a folder that it is in, is one. */
  include(path: string): boolean {
    const root = rootOf(path, this.#roots);
    if (root === undefined) return false;
    for (let folder = path; ; folder = dirname(folder)) {
      if (this.#look(folder)) return true;
      if (folder === root) return false;
    }
  }

  #look(folder: string): boolean {
    const known = this.#isStore.get(folder);
    if (known !== undefined) return known;
    const isStore = isStoreFolder(folder);
    this.#isStore.set(folder, isStore);
    return isStore;
  }
}

function rootOf(path: string, roots: readonly string[]): string | undefined {
  return roots.find((one) => path === one || path.startsWith(one + sep));
}
