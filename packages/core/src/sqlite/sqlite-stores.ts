import { access, constants, mkdir } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { type BackupProgress, copyIndexFolder } from "../backup/copy-index-folder.js";
import { databaseFile, Mutex } from "../engine.js";
import { RevimgError } from "../errors.js";
import { IndexLock } from "../lock/index-lock.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { CallOptions } from "../stores/vector-store.js";
import { WorkerClient } from "../worker-client.js";
import { type SqliteVectorStore, sideIndexTable } from "./side-index.js";
import type { SqliteWorkerData } from "./sqlite-worker.js";

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
 * The two embedded stores that share one SQLite file. The folder is the
 * collection: the name that `metadata.open` is first called with is kept in the
 * file, and another one is refused with `invalid_config`.
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

/** One open file, shared by all who open it in this process. */
interface Shared {
  directory: string;
  file: string;
  worker: WorkerClient;
  lock: IndexLock;
  writer: Mutex;
  copies: Mutex;
  users: number;
}

const openFiles = new Map<string, Promise<Shared>>();
const closingFiles = new Map<string, Promise<void>>();

/**
 * Opens the embedded vector and metadata stores. Rejects with `index_locked`
 * when another process has them open; a second opening in this process shares
 * the first one's handle.
 */
export async function createSqliteStores(options: SqliteStoresOptions): Promise<SqliteStores> {
  const directory = resolve(options.directory);
  await closingFiles.get(directory);
  let opening = openFiles.get(directory);
  if (!opening) {
    opening = openShared(directory, options.scanThreads ?? 1);
    openFiles.set(directory, opening);
    opening.catch(() => openFiles.delete(directory));
  }
  const shared = await opening;
  shared.users++;
  let closed = false;
  const vectors = vectorStore(shared);
  const metadata = metadataStore(shared);
  const close = async () => {
    if (closed) return;
    closed = true;
    await vectors.close();
    await metadata.close();
    if (--shared.users > 0) return;
    openFiles.delete(directory);
    const closing = closeShared(shared).finally(() => closingFiles.delete(directory));
    closingFiles.set(directory, closing);
    await closing;
  };
  return {
    vectors,
    metadata,
    writer: shared.writer,
    announce: (url) => shared.lock.announce(url),
    backUp: (folder, signal) => copyIndexFolder(shared, folder, signal),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openShared(directory: string, scanThreads: number): Promise<Shared> {
  await makeFolder(directory);
  const serve = (request: unknown, signal: AbortSignal) => answerOthers(shared, request, signal);
  const lock = await IndexLock.acquire(directory, serve);
  const file = join(directory, databaseFile);
  const workerData: SqliteWorkerData = { file, scanThreads };
  const worker = new WorkerClient("sqlite-worker", { workerData });
  const shared: Shared = {
    directory,
    file,
    worker,
    lock,
    writer: new Mutex(),
    copies: new Mutex(),
    users: 0,
  };
  return shared;
}

/** What a process that finds the index locked may ask of the one that holds it. */
async function* answerOthers(
  shared: Shared,
  request: unknown,
  signal: AbortSignal,
): AsyncGenerator<BackupProgress> {
  const { backUp } = (request ?? {}) as { backUp?: unknown };
  if (typeof backUp !== "string" || !isAbsolute(backUp)) {
    throw new RevimgError("unsupported", "The process that has the index open can't do this.");
  }
  yield* copyIndexFolder(shared, backUp, signal);
}

async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new RevimgError(
      "store_failed",
      `The index can't be kept in ${directory}: ${reason}. Name a folder that can be written (dataDirectory, or --data).`,
      { adapter: "sqlite", retryable: false, cause },
    );
  }
}

async function closeShared({ worker, lock }: Shared): Promise<void> {
  try {
    // A copy under way needs the file as it is.
    await lock.stopRequests();
    await worker.call("close", []);
  } finally {
    await worker.terminate();
    await lock.release();
  }
}

function vectorStore({ file, worker }: Shared): SqliteVectorStore {
  const state = guard("vector", "space");
  const run = <T>(method: string, args: unknown[], options?: CallOptions) =>
    state.run((space) => worker.call<T>(method, [space, ...args], { signal: options?.signal }));
  return {
    name: "sqlite",
    location: file,
    capabilities: { filter: "ids", consistency: "strong", maxBatch: 500, maxTopK: 10_000 },
    open: ({ space, dimension, signal }) =>
      state.open(space, () => worker.call("openSpace", [space, dimension], { signal })),
    upsert: (records, options) => run("upsertVectors", [records], options),
    query: ({ vector, topK, ids, signal }) => run("queryVectors", [vector, topK, ids], { signal }),
    fetch: (ids, options) => run("fetchVectors", [ids], options),
    delete: (ids, options) => run("deleteVectors", [ids], options),
    scan: ({ after, pageSize, signal }) => run("scanVectors", [after, pageSize], { signal }),
    stats: async (options) => ({ count: await run("countVectors", [], options) }),
    drop: (space, options) =>
      state.drop(space, () => worker.call("dropSpace", [space], { signal: options?.signal })),
    sideIndex: sideIndexTable(run),
    ...state.closing,
  };
}

function metadataStore({ file, worker }: Shared): MetadataStore {
  const state = guard("metadata", "collection");
  const call = <T>(method: string, args: unknown[], options?: CallOptions) =>
    worker.call<T>("metadata", [method, args], { signal: options?.signal });
  const run = <T>(method: string, args: unknown[], options?: CallOptions) =>
    state.run(() => call<T>(method, args, options));
  return {
    name: "sqlite",
    location: file,
    capabilities: { filter: true, maxBatch: 500 },
    open: ({ collection, signal }) =>
      state.open(collection, () => call("openCollection", [collection], { signal })),
    getMeta: (key, options) => run("getMeta", [key], options),
    setMeta: (key, value, options) => run("setMeta", [key, value, options?.expected], options),
    revision: (options) => run("revision", [], options),
    put: (records, options) => run("put", [records], options),
    get: (ids, options) => run("get", [ids], options),
    findByHash: (hashes, options) => run("findByHash", [hashes], options),
    findByPath: (paths, options) => run("findByPath", [paths], options),
    removeSource: (id, source, options) => run("removeSource", [id, source], options),
    setStatus: (ids, status, options) => run("setStatus", [ids, status], options),
    delete: (ids, options) => run("delete", [ids], options),
    scan: ({ signal, ...page }) => run("scan", [page], { signal }),
    tagCounts: (tags, options) => run("tagCounts", [tags], options),
    stats: async (options) => ({
      count: await run("stats", [], options),
      bytes: await state.run(() => worker.call("fileBytes", [], { signal: options?.signal })),
    }),
    drop: (options) => state.run((name) => state.drop(name, () => call("drop", [], options))),
    ...state.closing,
  };
}

/**
 * Whether a store is open, and what: calls before `open()` reject with
 * `invalid_input`, those after `close()` with `disposed`. The file itself is
 * closed by `SqliteStores.close`.
 */
function guard(store: string, what: string) {
  let name: string | null = null;
  let closed = false;
  const refuseClosed = () => {
    if (!closed) return;
    throw new RevimgError("disposed", `The ${store} store was closed.`, { adapter: "sqlite" });
  };
  const run = async <T>(work: (name: string) => Promise<T>): Promise<T> => {
    refuseClosed();
    if (name !== null) return work(name);
    throw new RevimgError(
      "invalid_input",
      `The ${store} store has no open ${what}: call open() first.`,
      {
        adapter: "sqlite",
      },
    );
  };
  const close = async () => {
    closed = true;
  };
  return {
    run,
    async open(opened: string, work: () => Promise<void>): Promise<void> {
      refuseClosed();
      await work();
      name = opened;
    },
    drop: (dropped: string, work: () => Promise<void>) =>
      run(async () => {
        // Also when it was aborted: by then it may be gone.
        try {
          await work();
        } finally {
          if (name === dropped) name = null;
        }
      }),
    closing: { close, [Symbol.asyncDispose]: close },
  };
}
