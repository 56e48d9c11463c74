import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { withoutWaiting } from "../../files/plain-file.js";
import { isRevimgError, RevimgError } from "../../lib/errors.js";
import type { ByteRange, StoredBlob } from "../blob-store.js";
import type { CallOptions } from "../vector-store.js";
import { isMissing, toStoreError } from "./file-errors.js";

const chunkBytes = 128 * 1024;

/** A file without a read for this long is closed. The next read opens it again. */
const idleMs = 10_000;

export interface FileStreamOptions extends CallOptions {
  range?: ByteRange | undefined;
  /** Whether the opened file is the right one. If not, the answer is null. Default: any file is. */
  accept?: ((stats: Stats) => boolean) | undefined;
  /** The error when reading fails; without a cause, when other bytes have taken the file's place. */
  explain?: (cause?: unknown) => unknown;
}

/**
 * A file as a stream, and its size; null when there is none. The file is open from now
 * on: the bytes fit the stated size even when another file takes its place.
 */
export async function openFileStream(
  path: string | Buffer,
  { range, accept, explain = toBlobError, signal }: FileStreamOptions,
): Promise<StoredBlob | null> {
  const opened = await openFile(path, { accept, explain });
  if (!opened) return null;
  const reader = new FileReader(path, explain, opened);
  if (signal?.aborted) {
    await reader.close();
    throw signal.reason;
  }
  const { size } = reader;
  const end = Math.min(range ? range.end + 1 : size, size);
  let at = range?.start ?? 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          signal?.throwIfAborted();
          const bytes = at < end ? await reader.read(at, Math.min(chunkBytes, end - at)) : null;
          signal?.throwIfAborted();
          if (bytes) controller.enqueue(bytes);
          at += bytes?.length ?? 0;
          if (at < end) return;
          await reader.close();
          controller.close();
        } catch (error) {
          await reader.close();
          throw error;
        }
      },
      cancel: () => reader.close(),
    },
    { highWaterMark: 0 },
  );
  return { stream, stat: { size, contentType: null } };
}

class FileReader {
  readonly #path: string | Buffer;
  readonly #explain: (cause?: unknown) => unknown;
  readonly #identity: string;
  readonly #idle: NodeJS.Timeout;
  #file: FileHandle | undefined;
  readonly size: number;

  constructor(
    path: string | Buffer,
    explain: (cause?: unknown) => unknown,
    { file, size, identity }: OpenFile,
  ) {
    this.#path = path;
    this.#explain = explain;
    this.#identity = identity;
    this.#file = file;
    this.size = size;
    this.#idle = setTimeout(() => void this.#release(), idleMs).unref();
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    this.#idle.refresh();
    const file = this.#file ?? (await this.#openAgain());
    const buffer = new Uint8Array(length);
    try {
      const { bytesRead } = await file.read(buffer, 0, length, position);
      if (bytesRead === 0) throw this.#explain();
      this.#idle.refresh();
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw isRevimgError(error) ? error : this.#explain(error);
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#release();
  }

  async #release(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => {});
  }

  async #openAgain(): Promise<FileHandle> {
    const opened = await openFile(this.#path, { explain: this.#explain });
    this.#file = opened?.file;
    if (opened?.identity !== this.#identity) throw this.#explain();
    return opened.file;
  }
}

function toBlobError(cause?: unknown): unknown {
  if (cause !== undefined) return toStoreError(cause, "read");
  return new RevimgError(
    "store_failed",
    "A picture was replaced or removed while it was being read. Read it again.",
    { adapter: "fs" },
  );
}

type Opening = Pick<FileStreamOptions, "accept"> & Required<Pick<FileStreamOptions, "explain">>;

interface OpenFile {
  file: FileHandle;
  size: number;
  /** Differs for another file and for other content. */
  identity: string;
}

async function openFile(
  path: string | Buffer,
  { accept = () => true, explain }: Opening,
): Promise<OpenFile | null> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, withoutWaiting);
    const stats = await file.stat();
    if (!accept(stats)) {
      await file.close();
      return null;
    }
    const { size, ino, mtimeMs } = stats;
    return { file, size, identity: `${ino} ${size} ${mtimeMs}` };
  } catch (error) {
    await file?.close();
    if (isMissing(error)) return null;
    throw explain(error);
  }
}
