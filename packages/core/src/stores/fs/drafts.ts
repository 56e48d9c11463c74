import { randomUUID } from "node:crypto";
import { type FileHandle, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BlobBody } from "../blob-store.js";
import { isMissing, toStoreError } from "./file-errors.js";
import type { FolderSync } from "./folder-sync.js";

/** Name of their folder, by which a folder is known to be a blob store. */
export const draftsFolder = "~drafts";

/** A draft without a write for this long was left by a killed process. */
const maxAgeMs = 24 * 60 * 60 * 1_000;

/** Files that are being written. They are in a folder of their own, where no listing looks. */
export class Drafts {
  readonly #directory: string;
  readonly #folders: FolderSync;
  #swept: Promise<void> | undefined;

  constructor(directory: string, folders: FolderSync) {
    this.#directory = directory;
    this.#folders = folders;
  }

  /**
   * Writes and syncs the bytes, and gives the path. When it rejects (with
   * `signal.reason`, the stream's own error, `store_failed` or `disk_full`), nothing is
   * left. The folder is made where it is absent.
   */
  async write(body: BlobBody, signal: AbortSignal | undefined): Promise<string> {
    const path = join(this.#directory, randomUUID());
    const reader = body instanceof ReadableStream ? body.getReader() : undefined;
    try {
      const file = await writing(() => this.#open(path));
      try {
        if (reader) await writeAll(file, reader, signal);
        else await writing(() => file.writeFile(body as Uint8Array, { signal }));
        await writing(() => file.datasync());
      } finally {
        await file.close();
      }
      return path;
    } catch (error) {
      // The source may be waiting for the next read.
      await reader?.cancel(error).catch(() => {});
      // Why it can't be written is what counts; a draft that stays is swept later.
      await this.remove(path).catch(() => {});
      throw signal?.aborted ? signal.reason : error;
    }
  }

  #open(path: string): Promise<FileHandle> {
    return this.#folders.within(this.#directory, async () => {
      await this.#sweepOnce();
      return open(path, "wx");
    });
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Once in a process, and again after a failure, which may have passed. */
  #sweepOnce(): Promise<void> {
    this.#swept ??= this.#sweep().catch((error) => {
      this.#swept = undefined;
      throw error;
    });
    return this.#swept;
  }

  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      try {
        if (Date.now() - (await stat(path)).mtimeMs > maxAgeMs) await this.remove(path);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
  }
}

async function writeAll(
  file: FileHandle,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Ends a read that waits, however long the source takes.
  const onAbort = () => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) return;
      await writing(() => file.writeFile(value));
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error, "write");
  }
}
