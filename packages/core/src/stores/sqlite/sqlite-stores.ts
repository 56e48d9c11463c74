import { resolve } from "node:path";
import type { Mutex } from "../../lib/mutex.js";
import type { MetadataStore } from "../metadata-store.js";
import { type BackupProgress, copyIndexFolder } from "./copy-index-folder.js";
import { enterFolder, leaveFolder } from "./folders-in-use.js";
import { metadataStore } from "./metadata-store.js";
import { requireWhole } from "./shared-file.js";
import type { SqliteVectorStore } from "./side-index.js";
import { vectorStore } from "./vector-store.js";

export type {
  SideIndexQuery,
  SideIndexRows,
  SideIndexState,
  SideIndexTable,
  SqliteVectorStore,
} from "./side-index.js";

export interface SqliteStoresOptions {
  /** Folder of the database file and its lock; made when absent. */
  directory: string;
  /** Threads of one vector scan. Default 1. */
  scanThreads?: number;
}

/**
 * The two embedded stores that share one SQLite file. The folder is the collection: the
 * file keeps the name of the first `metadata.open`, and refuses another one with
 * `invalid_config`.
 */
export interface SqliteStores extends AsyncDisposable {
  vectors: SqliteVectorStore;
  metadata: MetadataStore;
  /** See `Revimg.announce`. */
  announce(url: string): Promise<void>;
  /**
   * One for all who have the file open in this process.
   * @internal
   */
  writer: Mutex;
  /**
   * See `copyIndexFolder`.
   * @internal
   */
  backUp(folder: string, signal?: AbortSignal): AsyncIterable<BackupProgress>;
  /** Closes the file once every opener in this process has closed it. */
  close(): Promise<void>;
}

/**
 * Opens the embedded vector and metadata stores. Rejects with `index_locked`
 * when another process has them open; a second opening in this process shares
 * the first one's handle.
 */
export async function createSqliteStores(options: SqliteStoresOptions): Promise<SqliteStores> {
  const directory = resolve(options.directory);
  const inUse = await enterFolder(directory, options.scanThreads ?? 1);
  const shared = await inUse.opening;
  try {
    await requireWhole(shared, directory);
  } catch (error) {
    await leaveFolder(inUse, shared);
    throw error;
  }
  let closed = false;
  const vectors = vectorStore(shared);
  const metadata = metadataStore(shared);
  const close = async () => {
    if (closed) return;
    closed = true;
    await vectors.close();
    await metadata.close();
    await leaveFolder(inUse, shared);
  };
  return {
    vectors,
    metadata,
    writer: shared.writer,
    announce: (url) => shared.lock.announce(url),
    backUp: (folder, signal) => copyIndexFolder({ ...shared, directory }, folder, signal),
    close,
    [Symbol.asyncDispose]: close,
  };
}
