import { checkBlobKey } from "../blob-key.js";
import type { BlobBody, BlobStore } from "../blob-store.js";
import { checkByteRange } from "../byte-range.js";
import { createMemory, type MemoryOptions } from "./memory.js";
import { StoreState } from "./store-state.js";

/** Bytes that a stream gives at a time. */
const chunkBytes = 65_536;

/**
 * A `BlobStore` in memory, for tests and small throwaway indexes, and as an example of
 * a store. It breaks one promise of `BlobStore`: a stream takes memory, because
 * everything stored is in memory.
 */
export function memoryBlobs({ memory = createMemory() }: MemoryOptions = {}): BlobStore {
  const { blobs } = memory;
  const state = new StoreState("blob");
  const enter = async (keys: readonly string[], signal: AbortSignal | undefined) => {
    await state.enter(signal);
    for (const key of keys) checkBlobKey(key, "memory");
  };
  return {
    name: "memory",
    capabilities: { contentType: true, maxBatch: 1_000 },

    async put(key, body, { contentType, ifAbsent = false, signal } = {}) {
      const copy = body instanceof Uint8Array ? body.slice() : body;
      await enter([key], signal);
      const bytes = copy instanceof Uint8Array ? copy : await readAll(copy, signal);
      await state.enter(signal);
      if (ifAbsent && blobs.has(key)) return false;
      blobs.set(key, { bytes, stat: { size: bytes.length, contentType: contentType ?? null } });
      return true;
    },

    async get(key, { range, signal } = {}) {
      await enter([key], signal);
      if (range) checkByteRange(range, "memory");
      const blob = blobs.get(key);
      if (!blob) return null;
      const { bytes, stat } = blob;
      const wanted = range ? bytes.subarray(range.start, range.end + 1) : bytes;
      return { stream: streamOf(wanted, signal), stat: { ...stat } };
    },

    async stat(key, { signal } = {}) {
      await enter([key], signal);
      const blob = blobs.get(key);
      return blob ? { ...blob.stat } : null;
    },

    async delete(keys, { signal } = {}) {
      const unwanted = [...keys];
      await enter(unwanted, signal);
      for (const key of unwanted) blobs.delete(key);
    },

    async *list({ prefix = "", signal } = {}) {
      await state.enter(signal);
      for (const key of blobs.keys()) {
        if (!key.startsWith(prefix)) continue;
        yield key;
        await state.enter(signal);
      }
    },

    close: state.close,
    [Symbol.asyncDispose]: state.close,
  };
}

async function readAll(
  body: Exclude<BlobBody, Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      chunks.push(chunk.slice());
    },
  });
  await body.pipeTo(sink, signal && { signal });
  return new Uint8Array(Buffer.concat(chunks));
}

/** Stored bytes never change in place, so a reader keeps the old bytes through an overwrite. */
function streamOf(bytes: Uint8Array, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  let start = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        signal?.throwIfAborted();
        if (start < bytes.length) controller.enqueue(bytes.slice(start, start + chunkBytes));
        start += chunkBytes;
        if (start >= bytes.length) controller.close();
      },
    },
    // Nothing is read ahead.
    { highWaterMark: 0 },
  );
}
