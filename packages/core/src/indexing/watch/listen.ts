import { basename, relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { isPictureName } from "../../files/picture-names.js";

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
  const watcher = watch([...folders], {
    ...{ ignoreInitial: true, followSymlinks: false, ignorePermissionErrors: true },
    ignored: (path, stats) => isIgnored(path, roots, stats?.isFile() ?? false),
  });
  watcher.on("all", onChange);
  watcher.on("error", onLoss);
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return watcher;
}

/** As folders are walked: names with a dot are left out, and files that say nothing of pictures. */
function isIgnored(path: string, roots: readonly string[], isFile: boolean): boolean {
  const root = roots.find((one) => path === one || path.startsWith(one + sep));
  const names = root === undefined ? [] : relative(root, path).split(sep);
  if (names.some((name) => name.startsWith("."))) return true;
  return isFile && !isPictureName(path) && !/\.(json|jsonl|csv)$/.test(basename(path));
}
