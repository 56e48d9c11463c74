import type { FileHandle } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { RevimgError } from "../lib/errors.js";
import { assertBytesSoFar } from "../pictures/limits.js";
import type { ReadFileOptions } from "./plain-file.js";

const chunkBytes = 64 * 1024;

/** How often an empty pipe is looked at again. */
const pollMs = 20;

/** How long the first byte may take: without a writer, and with one. */
const noWriterMs = 5_000;
const silentWriterMs = 30_000;

/** Pipes without a name, such as that of `<(curl …)`: their writers are there from the start. */
const unnamed = /^\/(dev|proc\/[^/]+)\/(fd\/|std)/;

/**
 * Reads a pipe that was opened without blocking, to its end. A read never waits in a
 * thread, so an abort takes effect at once. Rejects with `image_too_large`, with
 * `invalid_input` when nothing comes, with the system's error, or the signal's reason.
 */
export async function readPipe(
  path: string,
  handle: FileHandle,
  { limits, signal }: ReadFileOptions,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const start = performance.now();
  let length = 0;
  let hadWriter = unnamed.test(path);
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await readChunk(handle);
    if (chunk === null) hadWriter = true;
    else if (chunk.length > 0) {
      length += chunk.length;
      assertBytesSoFar(length, limits);
      chunks.push(chunk);
      continue;
    } else if (length > 0) return Buffer.concat(chunks);
    else if (hadWriter) throw silent(path, "its writer ended without a byte");
    const limitMs = hadWriter ? silentWriterMs : noWriterMs;
    if (length === 0 && performance.now() - start > limitMs) {
      throw silent(path, `nothing came within ${limitMs / 1000} seconds`);
    }
    await setTimeout(pollMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/**
 * Null while a writer is silent; empty when there is no writer, before the first or
 * after the last.
 */
async function readChunk(handle: FileHandle): Promise<Buffer | null> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  try {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
    throw error;
  }
}

function silent(path: string, what: string): RevimgError {
  return new RevimgError(
    "invalid_input",
    `${path} is a pipe, and ${what}. Start the program that writes the picture to it, or name a file.`,
  );
}
