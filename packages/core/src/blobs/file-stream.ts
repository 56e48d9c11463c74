import { type FileHandle, open } from "node:fs/promises";
import { RevimgError } from "../errors.js";
import type { ByteRange, StoredBlob } from "../stores/blob-store.js";
import type { CallOptions } from "../stores/vector-store.js";
import { isMissing, toStoreError } from "./file-errors.js";

const chunkBytes = 128 * 1024;

/** A file that nobody reads on for this long is closed; the next read opens it again. */
const idleMs = 10_000;

/**
 * A file as a stream, and its size; null when there is none. The file is open
 * from now on, so that the bytes are those of the answered size even when
 * another file takes its place.
 */
export async function openFileStream(
  path: string,
  options: { range?: ByteRange | undefined } & CallOptions,
): Promise<StoredBlob | null> {
  const { range, signal } = options;
  const reader = await FileReader.open(path);
  if (!reader) return null;
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
  readonly #path: string;
  readonly #identity: string;
  readonly #idle: NodeJS.Timeout;
  #file: FileHandle | undefined;
  readonly size: number;

  private constructor(path: string, { file, size, identity }: OpenFile) {
    this.#path = path;
    this.#identity = identity;
    this.#file = file;
    this.size = size;
    this.#idle = setTimeout(() => void this.#release(), idleMs).unref();
  }

  static async open(path: string): Promise<FileReader | null> {
    const opened = await openFile(path);
    return opened && new FileReader(path, opened);
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    this.#idle.refresh();
    const file = this.#file ?? (await this.#openAgain());
    const buffer = new Uint8Array(length);
    try {
      const { bytesRead } = await file.read(buffer, 0, length, position);
      if (bytesRead === 0) throw this.#changed();
      this.#idle.refresh();
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw toStoreError(error, "read");
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
    const opened = await openFile(this.#path);
    this.#file = opened?.file;
    if (opened?.identity !== this.#identity) throw this.#changed();
    return opened.file;
  }

  #changed(): RevimgError {
    return new RevimgError(
      "store_failed",
      "A picture was replaced or removed while it was being read. Read it again.",
      { adapter: "fs" },
    );
  }
}

interface OpenFile {
  file: FileHandle;
  size: number;
  /** Another one for another file, or for other content. */
  identity: string;
}

async function openFile(path: string): Promise<OpenFile | null> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const { size, ino, mtimeMs } = await file.stat();
    return { file, size, identity: `${ino} ${size} ${mtimeMs}` };
  } catch (error) {
    await file?.close();
    if (isMissing(error)) return null;
    throw toStoreError(error, "read");
  }
}
