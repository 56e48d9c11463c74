import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRevimgError } from "../errors.js";
import { IndexLock } from "../lock/index-lock.js";

const lookEveryMs = 200;

export interface FileLockOptions {
  cacheDirectory: string;
  /** Called again and again while another process is at the file. */
  onWait: () => Promise<void>;
  signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while no other process (and no other call in this one) does so for
 * the same file. The one that waits goes on when the other ends or dies.
 */
export async function withFileLock<T>(
  path: string,
  { cacheDirectory, onWait, signal }: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  // A short path: the socket of the owner lies in it, and sockets have short names.
  const name = createHash("sha256").update(path).digest("hex").slice(0, 12);
  const folder = join(cacheDirectory, ".locks", name);
  await mkdir(folder, { recursive: true });
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
      if (!isRevimgError(error, "index_locked")) throw error;
    }
    await onWait();
    await sleep(lookEveryMs, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
}
