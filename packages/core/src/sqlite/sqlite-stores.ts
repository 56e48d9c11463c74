import { access, constants, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { databaseFile } from "../engine.js";
import { RevimgError } from "../errors.js";
import { IndexLock } from "../lock/index-lock.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { CallOptions, VectorStore } from "../stores/vector-store.js";
import { WorkerClient } from "../worker-client.js";
import type { SqliteWorkerData } from "./sqlite-worker.js";

export interface SqliteStoresOptions {
  /** Folder of the database file and its lock; made when absent. */
  directory: string;
  /** Threads of one vector scan. Default 1. */
  scanThreads?: number;
}

/** The two embedded stores that share one SQLite file. */
export interface SqliteStores extends AsyncDisposable {
  vectors: VectorStore;
  metadata: MetadataStore;
  /** See `Revimg.announce`. */
  announce(url: string): Promise<void>;
  /** Closes the file once every opener in this process has closed it. */
  close(): Promise<void>;
}

/** One open file, shared by all who open it in this process. */
interface Shared {
  worker: WorkerClient;
  lock: IndexLock;
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
  const close = async () => {
    if (closed) return;
    closed = true;
    if (--shared.users > 0) return;
    openFiles.delete(directory);
    const closing = closeShared(shared).finally(() => closingFiles.delete(directory));
    closingFiles.set(directory, closing);
    await closing;
  };
  return {
    vectors: vectorStore(shared.worker),
    metadata: metadataStore(shared.worker),
    announce: (url) => shared.lock.announce(url),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openShared(directory: string, scanThreads: number): Promise<Shared> {
  await makeFolder(directory);
  const lock = await IndexLock.acquire(directory);
  const workerData: SqliteWorkerData = { file: join(directory, databaseFile), scanThreads };
  const worker = new WorkerClient("sqlite-worker", { workerData });
  return { worker, lock, users: 0 };
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
    await worker.call("close", []);
  } finally {
    await worker.terminate();
    await lock.release();
  }
}

function vectorStore(worker: WorkerClient): VectorStore {
  const state = guard("vector");
  let space = "";
  return {
    name: "sqlite",
    capabilities: { consistency: "strong", maxBatch: 500, maxTopK: 10_000 },
    async open({ space: name, dimension, signal }) {
      state.check();
      await worker.call("openSpace", [name, dimension], { signal });
      space = name;
    },
    upsert: (records, options) => state.call(worker, "upsertVectors", [space, records], options),
    query: ({ vector, topK, signal }) =>
      state.call(worker, "queryVectors", [space, vector, topK], { signal }),
    fetch: (ids, options) => state.call(worker, "fetchVectors", [space, ids], options),
    delete: (ids, options) => state.call(worker, "deleteVectors", [space, ids], options),
    stats: async (options) => ({
      count: await state.call(worker, "countVectors", [space], options),
    }),
    ...state.closing,
  };
}

function metadataStore(worker: WorkerClient): MetadataStore {
  const state = guard("metadata");
  const run = <T>(method: string, args: unknown[], options?: CallOptions) =>
    state.call<T>(worker, "metadata", [method, args], options);
  return {
    name: "sqlite",
    capabilities: { maxBatch: 500 },
    open: (options) => run("revision", [], options).then(() => undefined),
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
    scan: ({ after, pageSize, status, signal }) =>
      run("scan", [after, pageSize, status], { signal }),
    tagCounts: (tags, options) => run("tagCounts", [tags], options),
    stats: async (options) => ({
      count: await run("stats", [], options),
      bytes: await state.call<number>(worker, "fileBytes", [], options),
    }),
    ...state.closing,
  };
}

/** Calls after `close()` reject with `disposed`; closing itself is left to `SqliteStores.close`. */
function guard(what: string) {
  let closed = false;
  const check = () => {
    if (closed)
      throw new RevimgError("disposed", `The ${what} store was closed.`, { adapter: "sqlite" });
  };
  const close = async () => {
    closed = true;
  };
  return {
    check,
    async call<T>(worker: WorkerClient, method: string, args: unknown[], options?: CallOptions) {
      check();
      return worker.call<T>(method, args, { signal: options?.signal });
    },
    closing: { close, [Symbol.asyncDispose]: close },
  };
}
