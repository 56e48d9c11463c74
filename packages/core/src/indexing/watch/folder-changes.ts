import { basename, relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { systemPath } from "../../files/file-path.js";
import { isPictureName } from "../../files/picture-names.js";

/** Changed files that are remembered one by one; more are a rescan. */
const maxPaths = 10_000;

/** What has changed in watched folders since it was last taken. */
export interface Changes {
  /** Pictures that are new or were written. */
  paths: ReadonlySet<string>;
  /** Something happened that only a look through the folders can tell. */
  needsRescan: boolean;
}

/** Gathers the changes of pictures, and of what is said about them, in folders. */
export class FolderChanges implements AsyncDisposable {
  readonly #folders: readonly string[];
  #watcher: FSWatcher | undefined;
  #paths = new Set<string>();
  #needsRescan = false;
  #isStale = false;
  #wake = () => {};

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** Begins to listen, or begins anew. Resolves when no later change can be missed. */
  async open(): Promise<void> {
    await this.#watcher?.close();
    // A name that is no UTF-8 can't be given to the watcher: a rescan finds what is in it.
    const watched = this.#folders.filter((folder) => typeof systemPath(folder) === "string");
    const watcher = watch(watched, {
      ...{ ignoreInitial: true, followSymlinks: false, ignorePermissionErrors: true },
      ignored: (path, stats) => this.#isIgnored(path, stats?.isFile() ?? false),
    });
    this.#watcher = watcher;
    this.#isStale = false;
    watcher.on("all", (event, path) => this.#note(event, path));
    watcher.on("error", () => {
      // Such as too many folders for the system's limit: changes may be lost from now on.
      this.#isStale = true;
      this.#rescan();
      this.#wake();
    });
    await new Promise<void>((resolve) => watcher.once("ready", resolve));
  }

  /** Whether the listening has ended for some folder, so that it should begin anew. */
  get isStale(): boolean {
    return this.#isStale;
  }

  get isEmpty(): boolean {
    return this.#paths.size === 0 && !this.#needsRescan;
  }

  /** Resolves to whether something more has changed within so many milliseconds. */
  async waitFor(ms: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    let end = (_isChanged: boolean) => {};
    const waiting = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    const timer = setTimeout(() => end(false), ms);
    const stop = () => end(false);
    signal.addEventListener("abort", stop, { once: true });
    this.#wake = () => end(true);
    try {
      const isChanged = await waiting;
      signal.throwIfAborted();
      return isChanged;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      this.#wake = () => {};
    }
  }

  /** All changes so far; they are forgotten here. */
  take(): Changes {
    const taken = { paths: this.#paths, needsRescan: this.#needsRescan };
    this.#paths = new Set();
    this.#needsRescan = false;
    return taken;
  }

  /** Puts a change back, to be taken later. */
  putBack(path: string): void {
    this.#paths.add(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher?.close();
  }

  #note(event: string, path: string): void {
    const isWritten = event === "add" || event === "change";
    if (event === "unlinkDir" && this.#folders.includes(path)) this.#isStale = true;
    if (event === "addDir") return;
    // A deleted file may have moved, and one whose name can't be read may be any.
    if (!isWritten || !isPictureName(path) || path.includes("\uFFFD")) this.#rescan();
    else if (this.#paths.size === maxPaths) this.#rescan();
    else this.#paths.add(path);
    this.#wake();
  }

  #rescan(): void {
    this.#needsRescan = true;
    this.#paths.clear();
  }

  /** As folders are walked: names with a dot are left out, and files that say nothing of pictures. */
  #isIgnored(path: string, isFile: boolean): boolean {
    const folder = this.#folders.find((one) => path === one || path.startsWith(one + sep));
    const names = folder === undefined ? [] : relative(folder, path).split(sep);
    if (names.some((name) => name.startsWith("."))) return true;
    return isFile && !isPictureName(path) && !/\.(json|jsonl|csv)$/.test(basename(path));
  }
}
