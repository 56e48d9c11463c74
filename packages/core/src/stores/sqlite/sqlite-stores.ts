import { isAbsolute, join, resolve } from "node:path";
import { RevimgError } from "../../lib/errors.js";
import { makeChosenFolder } from "../../lib/make-folder.js";
import { Mutex } from "../../lib/mutex.js";
import { WorkerClient } from "../../lib/workers/worker-client.js";
import type { ImageRecord } from "../image-record.js";
import { embeddedLeaseMs, LeaseTable, leasesIn } from "../lease-table.js";
import { IndexLock } from "../lock/index-lock.js";
import { lockFailure } from "../lock/lock-errors.js";
import { OpenFolder } from "../lock/open-folder.js";
import type { ServeRequest } from "../lock/owner-requests.js";
import type { MetadataStore } from "../metadata-store.js";
import type { WriteOptions } from "../picture-leases.js";
import type { CallOptions } from "../vector-store.js";
import { type BackupProgress, copyIndexFolder } from "./copy-index-folder.js";
import { databaseFile } from "./database-file.js";
import { type JoinedBytes, splitBytes } from "./joined-bytes.js";
import { type FoundTexts, type RecordTexts, toFound, toRecords } from "./metadata-rows.js";
import { recordCache, signatureCache } from "./read-caches.js";
import type { RevisionCache } from "./revision-cache.js";
import { SharedRevision } from "./shared-revision.js";
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

/** One open file, shared by all who open it in this process. */
interface Shared {
  directory: string;
  file: string;
  worker: WorkerClient;
  revision: SharedRevision;
  records: RevisionCache<ImageRecord>;
  signatures: RevisionCache<Uint8Array>;
  lock: IndexLock;
  writer: Mutex;
  /** In memory: nobody else writes the file while it is open, and they end with the process. */
  leases: LeaseTable;
  copies: Mutex;
}

/** A folder that is open in this process, or is being opened or closed. */
interface InUse {
  opening: Promise<Shared>;
  /** Who has it open or waits for it. */
  users: number;
  /** Once the last user has gone. */
  closing: Promise<void> | null;
}

/** By what the folder is: another path to it must lead to the same handle. */
const foldersInUse = new Map<string, InUse>();

/**
 * Opens the embedded vector and metadata stores. Rejects with `index_locked`
 * when another process has them open; a second opening in this process shares
 * the first one's handle.
 */
export async function createSqliteStores(options: SqliteStoresOptions): Promise<SqliteStores> {
  const directory = resolve(options.directory);
  const inUse = await enter(directory, options.scanThreads ?? 1);
  const shared = await inUse.opening;
  try {
    await requireWhole(shared, directory);
  } catch (error) {
    await leave(inUse, shared);
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
    await leave(inUse, shared);
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

/** Adds a user to the folder, which is opened for the first one. */
async function enter(directory: string, scanThreads: number): Promise<InUse> {
  for (;;) {
    await makeChosenFolder(
      directory,
      `The index can't be kept in ${directory}`,
      "Name a folder that can be written (dataDirectory, or --data).",
    );
    const folder = await OpenFolder.open(directory).catch((error) => {
      throw lockFailure(error, directory);
    });
    const present = foldersInUse.get(folder.identity);
    if (!present) return enterFirst(folder, directory, scanThreads);
    const { closing } = present;
    // Counted before anything is waited for, so that the present users are not taken for the last.
    if (!closing) present.users++;
    await folder.close();
    if (!closing) return present;
    await closing.catch(() => {});
  }
}

function enterFirst(folder: OpenFolder, directory: string, scanThreads: number): InUse {
  const opening = openShared(folder, directory, scanThreads).catch((error) => {
    foldersInUse.delete(folder.identity);
    throw error;
  });
  const inUse: InUse = { opening, users: 1, closing: null };
  foldersInUse.set(folder.identity, inUse);
  return inUse;
}

/** Removes a user; the last one closes the folder. */
async function leave(inUse: InUse, shared: Shared): Promise<void> {
  if (--inUse.users > 0) return;
  const { identity } = shared.lock.folder;
  inUse.closing = closeShared(shared).finally(() => foldersInUse.delete(identity));
  await inUse.closing;
}

/** Nobody should write into files that are gone, believing them kept. */
async function requireWhole({ lock, worker }: Shared, directory: string): Promise<void> {
  if ((await lock.isHeld()) && (await worker.call<boolean>("isFileInPlace", []))) return;
  throw new RevimgError(
    "store_failed",
    `The files of the index in ${directory} were removed or replaced while this process has it open. Close it wherever this process has it open, then open it again.`,
    { adapter: "sqlite", retryable: false },
  );
}

async function openShared(
  folder: OpenFolder,
  directory: string,
  scanThreads: number,
): Promise<Shared> {
  const serve: ServeRequest = (request, signal) => answerOthers(shared, request, signal);
  // The thread starts while the lock is asked for; it opens the file when it is first called.
  // By what the folder is: its path may lead to another one later.
  const revision = new SharedRevision();
  const workerData: SqliteWorkerData = {
    file: folder.inside(databaseFile),
    scanThreads,
    revision: revision.memory,
  };
  let worker: WorkerClient;
  try {
    worker = new WorkerClient("sqlite-worker", { workerData });
  } catch (error) {
    await folder.close();
    throw error;
  }
  const lock: IndexLock = await IndexLock.acquireIn(folder, serve).catch((error) => {
    void worker.terminate();
    throw error;
  });
  const file = join(directory, databaseFile);
  const shared: Shared = {
    directory,
    file,
    worker,
    revision,
    records: recordCache(revision),
    signatures: signatureCache(revision),
    lock,
    writer: new Mutex(),
    leases: new LeaseTable(),
    copies: new Mutex(),
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

async function closeShared({ worker, lock }: Shared): Promise<void> {
  try {
    // A copy under way needs the file as it is.
    await lock.stopRequests();
    await worker.call("close", []);
    // The file is closed: the next owner need not wait for the thread.
    void worker.terminate();
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    await lock.release();
  }
}

function vectorStore(shared: Shared): SqliteVectorStore {
  const { file, worker } = shared;
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
    // It has no file of its own to close.
    clone: () => vectorStore(shared),
    ...state.closing,
  };
}

function metadataStore({ file, worker, leases, ...caches }: Shared): MetadataStore {
  const { revision, records, signatures } = caches;
  const state = guard("metadata", "collection");
  const call = <T>(method: string, args: unknown[], options?: CallOptions) =>
    worker.call<T>("metadata", [method, args], { signal: options?.signal });
  const run = <T>(method: string, args: unknown[], options?: CallOptions) =>
    state.run(() => call<T>(method, args, options));
  // Calls of the worker are done in the order in which they are made. So a new owner's come
  // after the last one that passed here for the owner before.
  const write = <T>(
    method: string,
    ids: readonly string[],
    args: unknown[],
    options?: WriteOptions,
  ) =>
    state.run(() => {
      leases.require(ids, options?.owner, "sqlite");
      return call<T>(method, args, options);
    });
  const close = async () => {
    await state.closing.close();
    leases.releaseAllOf(state);
  };
  return {
    name: "sqlite",
    location: file,
    capabilities: { filter: true, maxBatch: 500, leaseMs: embeddedLeaseMs },
    open: ({ collection, signal }) =>
      state.open(collection, () => call("openCollection", [collection], { signal })),
    getMeta: (key, options) => run("getMeta", [key], options),
    setMeta: (key, value, options) => run("setMeta", [key, value, options?.expected], options),
    revision: (options) =>
      state.run(async () => {
        options?.signal?.throwIfAborted();
        return revision.read() ?? call<number>("revision", [], options);
      }),
    put: (records, options) => write("put", idsOf(records), [records], options),
    async get(ids, options) {
      const withSignatures = options?.signatures ?? true;
      const read = async (ids: readonly string[]) => {
        const texts = await call<RecordTexts>("get", [ids, withSignatures], options);
        return toRecords(texts, ids.length);
      };
      const wanted = [...ids];
      return state.run(async () => {
        options?.signal?.throwIfAborted();
        return withSignatures ? read(wanted) : records.get(wanted, read);
      });
    },
    async signatures(ids, options) {
      const { signal } = options ?? {};
      const read = async (ids: readonly string[]) =>
        splitBytes(await worker.call<JoinedBytes>("signatures", [ids], { signal }));
      const wanted = [...ids];
      return state.run(async () => {
        signal?.throwIfAborted();
        return signatures.get(wanted, read);
      });
    },
    async findByHash(hashes, options) {
      const wanted = [...hashes];
      const found = toFound(await run<FoundTexts>("findByHash", [wanted], options), wanted);
      return found.map(([record = null]) => record);
    },
    async findByPath(paths, options) {
      const wanted = [...paths];
      return toFound(await run<FoundTexts>("findByPath", [wanted], options), wanted);
    },
    async findByUrl(urls, options) {
      const wanted = [...urls];
      return toFound(await run<FoundTexts>("findByUrl", [wanted], options), wanted);
    },
    removeSource: (id, source, options) => write("removeSource", [id], [id, source], options),
    setStatus: (ids, status, options) => write("setStatus", ids, [ids, status], options),
    delete: (ids, options) => write("delete", ids, [ids], options),
    ...leasesIn(leases, state, state.run),
    scan: ({ signal, ...page }) => run("scan", [page], { signal }),
    list: ({ signal, ...request }) => run("list", [request], { signal }),
    tagCounts: (tags, options) => run("tagCounts", [tags], options),
    topTags: ({ signal, ...request }) => run("topTags", [request], { signal }),
    stats: async (options) => ({
      count: await run("stats", [], options),
      bytes: await state.run(() => worker.call("fileBytes", [], { signal: options?.signal })),
    }),
    drop: (options) => state.run((name) => state.drop(name, () => call("drop", [], options))),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const idsOf = (records: readonly ImageRecord[]) => records.map(({ id }) => id);

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
