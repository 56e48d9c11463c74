import { sep } from "node:path";
import type { FSWatcher } from "chokidar";
import { systemPath } from "../../files/file-path.js";
import { isPictureName } from "../../files/picture-names.js";
import { walkFolder } from "../walk-folder.js";
import { listen } from "./listen.js";

/** Changed files that are remembered one by one; more are a rescan. */
const maxPaths = 10_000;

/** More watchers than this are replaced by one. */
const maxWatchers = 50;

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
  /** The first is of all folders, the others of folders that appeared later. */
  #watchers: FSWatcher[] = [];
  #paths = new Set<string>();
  #newFolders = new Set<string>();
  #needsRescan = false;
  #isStale = false;
  #wake = () => {};

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** Begins to listen, or begins anew. Resolves when no later change can be missed. */
  async open(): Promise<void> {
    await this.#close();
    this.#isStale = false;
    this.#newFolders.clear();
    // A name that is no UTF-8 can't be given to the watcher: a rescan finds what is in it.
    await this.#watch(this.#folders.filter((folder) => typeof systemPath(folder) === "string"));
  }

  /**
   * Looks for what came into new folders before the watcher listened to them. The watcher
   * reads a folder first and listens to it then, and what comes in between is not told.
   * A second watcher that is ready listens to all of them, so that this look sees the rest.
   */
  async lookIntoNewFolders(signal: AbortSignal): Promise<void> {
    while (this.#newFolders.size > 0) {
      const folders = outermost([...this.#newFolders]);
      this.#newFolders.clear();
      await this.#watch(folders);
      for (const folder of folders) await this.#lookInto(folder, signal);
    }
    if (this.#watchers.length > maxWatchers) this.#isStale = true;
  }

  /** Whether the listening has ended for some folder, so that it should begin anew. */
  get isStale(): boolean {
    return this.#isStale;
  }

  get isEmpty(): boolean {
    return this.#paths.size === 0 && !this.#needsRescan && this.#newFolders.size === 0;
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
    await this.#close();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#watchers.splice(0).map((watcher) => watcher.close()));
  }

  async #watch(folders: readonly string[]): Promise<void> {
    const watcher = await listen(folders, this.#folders, {
      onChange: (event, path) => this.#note(event, path),
      onLoss: () => {
        this.#isStale = true;
        this.#rescan();
        this.#wake();
      },
    });
    this.#watchers.push(watcher);
  }

  #note(event: string, path: string): void {
    const isWritten = event === "add" || event === "change";
    if (event === "unlinkDir" && this.#folders.includes(path)) this.#isStale = true;
    if (event === "addDir") this.#newFolders.add(path);
    // A deleted file may have moved, and one whose name can't be read may be any.
    else if (isWritten && isPictureName(path) && !path.includes("\uFFFD")) this.#add(path);
    else this.#rescan();
    this.#wake();
  }

  async #lookInto(folder: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const { path, error } of walkFolder(folder, signal)) {
        if (error) this.#rescan();
        else this.#add(path);
      }
    } catch {
      signal.throwIfAborted();
      // The folder is gone again.
      this.#rescan();
    }
  }

  #add(path: string): void {
    if (this.#paths.size === maxPaths) this.#rescan();
    else this.#paths.add(path);
  }

  #rescan(): void {
    this.#needsRescan = true;
    this.#paths.clear();
  }
}

/** Those that lie in no other one. */
function outermost(folders: readonly string[]): string[] {
  const kept: string[] = [];
  // With the separator at its end a folder stands right before all that it holds.
  for (const folder of folders.map((path) => path + sep).sort()) {
    if (!folder.startsWith(kept.at(-1) ?? "\0")) kept.push(folder);
  }
  return kept.map((folder) => folder.slice(0, -sep.length));
}
