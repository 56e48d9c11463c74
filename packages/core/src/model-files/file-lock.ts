import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRevimgError } from "../lib/errors.js";
import { makeFolder } from "../lib/make-folder.js";
import { IndexLock } from "../stores/lock/index-lock.js";

const lookEveryMs = 200;

export interface FileLockOptions {
  cacheDirectory: string;
  /** Called repeatedly while another process works at the file. */
  onWait: () => Promise<void>;
  signal?: AbortSignal | undefined;
}

/**
 * Runs `work` for a file while no other process, and no other call in this one, does
 * so. Whoever waits goes on when the other ends or dies.
 */
export async function withFileLock<T>(
  path: string,
  { cacheDirectory, onWait, signal }: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const name = createHash("sha256").update(path).digest("hex").slice(0, 12);
  const folder = join(cacheDirectory, ".locks", name);
  await makeFolder(folder);
  const lock = await acquire(folder, onWait, signal);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function acquire(
  folder: string,
  onWait: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<IndexLock> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await IndexLock.acquire(folder);
    } catch (error) {
      // The system's own error: the caller explains what it means for a cache of models.
      if (isRevimgError(error, "store_failed")) throw error.cause ?? error;
      if (!isRevimgError(error, "index_locked") || !error.retryable) throw error;
    }
    await onWait();
    await sleep(lookEveryMs, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
}
