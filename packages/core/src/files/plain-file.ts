import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { ImageLimits } from "../api/options.js";
import { isRevimgError } from "../lib/errors.js";
import { assertBytes, assertBytesSoFar } from "../pictures/limits.js";
import { systemPath } from "./file-path.js";
import { notPlain, unreadable } from "./unreadable.js";

/** Flags for `open` that never wait for the writer of a pipe. Windows has no such flags. */
export const withoutWaiting =
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** The system is asked for this much at once, so that an abort does not wait long. */
const chunkBytes = 1024 * 1024;

interface OpenFile {
  handle: FileHandle;
  stats: Stats;
}

/**
 * Opens what is at a path, by its text. The caller closes the handle. Opening a pipe
 * does not wait for its writer: waiting would block one of Node's few threads, and the
 * end of the process. Rejects with `not_found` or `invalid_input`.
 */
export async function openWithoutWaiting(path: string): Promise<OpenFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(systemPath(path), withoutWaiting);
    return { handle, stats: await handle.stat() };
  } catch (error) {
    await handle?.close();
    throw unreadable(path, error);
  }
}

/** How a file is read. */
export interface ReadFileOptions {
  /** Most bytes; a file with more is refused. */
  limits: Pick<ImageLimits, "maxBytes">;
  signal?: AbortSignal | undefined;
}

/**
 * The bytes of a plain file, by the text of its path. A file with more than `maxBytes`
 * is refused (`image_too_large`) before memory is taken for it. A file that turns out
 * longer than stated is refused after that many bytes. Rejects with `not_found`,
 * `unsupported`, `invalid_input`, or the signal's reason.
 */
export async function readFileWithin(path: string, options: ReadFileOptions): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const { handle, stats } = await openWithoutWaiting(path);
  try {
    if (!stats.isFile()) throw notPlain(path, stats);
    return await readToEnd(handle, stats.size, options);
  } catch (error) {
    throw isRevimgError(error) || options.signal?.aborted ? error : unreadable(path, error);
  } finally {
    await handle.close();
  }
}

/** A stated size is a guess: files of `/proc` have 0, and others grow. */
async function readToEnd(
  handle: FileHandle,
  size: number,
  { limits, signal }: ReadFileOptions,
): Promise<Uint8Array> {
  assertBytes(size, limits);
  let bytes = Buffer.allocUnsafeSlow(size + 1);
  let length = 0;
  for (;;) {
    signal?.throwIfAborted();
    const room = Math.min(bytes.length - length, chunkBytes);
    const { bytesRead } = await handle.read(bytes, length, room, null);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
    assertBytesSoFar(length, limits);
    if (length === bytes.length) {
      bytes = Buffer.concat([bytes, Buffer.allocUnsafe(Math.max(length, 64 * 1024))]);
    }
  }
}
