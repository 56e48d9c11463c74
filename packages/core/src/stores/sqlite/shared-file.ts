import { isAbsolute, join } from "node:path";
import { RevimgError } from "../../lib/errors.js";
import { Mutex } from "../../lib/mutex.js";
import { leaveThread, takeThread } from "../../lib/workers/kept-threads.js";
import type { WorkerClient } from "../../lib/workers/worker-client.js";
import type { ImageRecord } from "../image-record.js";
import { LeaseTable } from "../lease-table.js";
import { IndexLock } from "../lock/index-lock.js";
import type { OpenFolder } from "../lock/open-folder.js";
import type { ServeRequest } from "../lock/owner-requests.js";
import { type BackupProgress, copyIndexFolder } from "./copy-index-folder.js";
import { databaseFile } from "./database-file.js";
import { recordCache, signatureCache } from "./read-caches.js";
import type { RevisionCache } from "./revision-cache.js";
import { SharedRevision } from "./shared-revision.js";
import type { ServedFile } from "./sqlite-worker.js";

/** One open file, shared by all who open it in this process. */
export interface SharedFile {
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

/** Opens the file of a folder, which it locks. Rejects as `IndexLock.acquireIn` does; then the folder is closed. */
export async function openSharedFile(
  folder: OpenFolder,
  directory: string,
  scanThreads: number,
): Promise<SharedFile> {
  const serve: ServeRequest = (request, signal) => answerOthers(shared, request, signal);
  // The thread starts while the lock is asked for; it opens the file when it is first called.
  // By what the folder is: its path may lead to another one later.
  const revision = new SharedRevision();
  const served: ServedFile = {
    file: folder.inside(databaseFile),
    scanThreads,
    revision: revision.memory,
  };
  let worker: WorkerClient;
  try {
    worker = takeThread("sqlite-worker");
  } catch (error) {
    await folder.close();
    throw error;
  }
  // A thread that can't start says so to the first call that somebody waits for.
  worker.call("serve", [served]).catch(() => {});
  const lock: IndexLock = await IndexLock.acquireIn(folder, serve).catch((error) => {
    leaveThread("sqlite-worker", worker);
    throw error;
  });
  const file = join(directory, databaseFile);
  const shared: SharedFile = {
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
  shared: SharedFile,
  request: unknown,
  signal: AbortSignal,
): AsyncGenerator<BackupProgress> {
  const { backUp } = (request ?? {}) as { backUp?: unknown };
  if (typeof backUp !== "string" || !isAbsolute(backUp)) {
    throw new RevimgError("unsupported", "The process that has the index open can't do this.");
  }
  yield* copyIndexFolder(shared, backUp, signal);
}

export async function closeSharedFile({ worker, lock }: SharedFile): Promise<void> {
  try {
    // A copy under way needs the file as it is.
    await lock.stopRequests();
    const isLight = await worker.call<boolean>("close", []);
    // The file is closed: the next owner need not wait for the thread.
    if (isLight) leaveThread("sqlite-worker", worker);
    else void worker.terminate();
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    await lock.release();
  }
}

/** Nobody should write into files that are gone, believing them kept. */
export async function requireWhole({ lock, worker }: SharedFile, directory: string): Promise<void> {
  if ((await lock.isHeld()) && (await worker.call<boolean>("isFileInPlace", []))) return;
  throw new RevimgError(
    "store_failed",
    `The files of the index in ${directory} were removed or replaced while this process has it open. Close it wherever this process has it open, then open it again.`,
    { adapter: "sqlite", retryable: false },
  );
}
