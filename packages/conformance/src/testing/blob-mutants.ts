import type { BlobBody, BlobStore } from "@revimg/core";
import { memoryBlobs } from "@revimg/core/memory";
import { bytesOf, read } from "../blobs/blob-session.js";
import { megabyte } from "../blobs/sample-bytes.js";
import { aTurn, checkedOnce, type Mutant, blobMutant as mutant } from "./mutant.js";

const { maxBatch } = memoryBlobs().capabilities;

const isBytes = (body: BlobBody): body is Uint8Array => body instanceof Uint8Array;

/** What a stream gave before it failed or ended. */
async function readBeforeFailure(stream: ReadableStream<Uint8Array>) {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
  return { bytes: Buffer.concat(chunks), error: undefined };
}

/** A store that changes keys on their way in. */
function withKeys(store: BlobStore, change: (key: string) => string): Partial<BlobStore> {
  return {
    put: (key, body, options) => store.put(change(key), body, options),
    get: (key, options) => store.get(change(key), options),
    stat: (key, options) => store.stat(change(key), options),
    delete: (keys, options) => store.delete(keys.map(change), options),
  };
}

function listing(
  store: BlobStore,
  change: (prefix: string | undefined) => string,
  isListed: (key: string, number: number) => boolean = () => true,
): Partial<BlobStore> {
  return {
    async *list({ prefix, ...options } = {}) {
      let number = 0;
      for await (const key of store.list({ ...options, prefix: change(prefix) })) {
        if (isListed(key, number++)) yield key;
      }
    },
  };
}

export const blobMutants: readonly Mutant<BlobStore>[] = [
  mutant("nothing is stored of 0 bytes", "a blob of 0 bytes comes back", (store) => ({
    put: async (key, body, options) =>
      isBytes(body) && body.length === 0 && key.endsWith("/a") && !(await store.stat(key))
        ? true
        : store.put(key, body, options),
  })),
  mutant("large bodies lose their last byte", "a blob of 20 MB comes back", (store) => ({
    put: (key, body, options) =>
      store.put(
        key,
        isBytes(body) && body.length > 16 * megabyte ? body.subarray(0, -1) : body,
        options,
      ),
  })),
  mutant(
    "long streams lose their last byte",
    "a stream is stored whole, whatever the sizes of its chunks",
    (store) => ({
      async put(key, body, options) {
        if (isBytes(body)) return store.put(key, body, options);
        const bytes: Uint8Array[] = [];
        let size = 0;
        const kept = body.pipeThrough(
          new TransformStream<Uint8Array, Uint8Array>({
            transform(chunk) {
              bytes.push(chunk);
              size += chunk.length;
            },
            flush(controller) {
              const all = Buffer.concat(bytes);
              controller.enqueue(size > 16 * megabyte ? all.subarray(0, -1) : all);
            },
          }),
        );
        return store.put(key, kept, options);
      },
    }),
  ),
  mutant(
    "ifAbsent is forgotten for streams",
    "with ifAbsent a put leaves what is there and says so",
    (store) => ({
      put: (key, body, { ifAbsent, ...options } = {}) =>
        store.put(key, body, { ...options, ...(ifAbsent && isBytes(body) && { ifAbsent }) }),
    }),
  ),
  mutant(
    "others may write between a look and a write",
    "of ten puts with ifAbsent at once one writes",
    (store) => ({
      async put(key, body, { ifAbsent, ...options } = {}) {
        if (ifAbsent && (await store.stat(key, options))) return false;
        return store.put(key, body, options);
      },
    }),
  ),
  mutant(
    "what a stream gave before it failed is stored",
    "a stream that fails stores nothing",
    (store) => ({
      async put(key, body, options) {
        if (isBytes(body) || options?.signal || (await store.stat(key))) {
          return store.put(key, body, options);
        }
        const { bytes, error } = await readBeforeFailure(body);
        const isNew = await store.put(key, bytes, options);
        if (error) throw error;
        return isNew;
      },
    }),
  ),
  mutant(
    "a stream that fails takes the old bytes along",
    "a stream that fails leaves what was there",
    (store) => ({
      put: (key, body, options) =>
        store.put(key, body, options).catch(async (error) => {
          await store.delete([key]);
          throw error;
        }),
    }),
  ),
  mutant("two puts mix", "two puts of one key at once leave one of them, whole", (store) => ({
    async put(key, body, options) {
      if (!isBytes(body) || body.length < 4 * megabyte || body.length > 6 * megabyte) {
        return store.put(key, body, options);
      }
      const half = body.length / 2;
      await store.put(key, body.subarray(0, half), options);
      await aTurn();
      const begun = (await read(store, key)) ?? new Uint8Array();
      return store.put(key, Buffer.concat([begun.subarray(0, half), body.subarray(half)]));
    },
  })),
  mutant(
    "a put is two writes",
    "a reader beside a put sees the old bytes or the new ones",
    (store) => ({
      async put(key, body, options) {
        if (!isBytes(body) || options?.ifAbsent || body.length > 4 * megabyte) {
          return store.put(key, body, options);
        }
        await store.put(key, body.subarray(0, body.length / 2), options);
        await aTurn();
        return store.put(key, body, options);
      },
    }),
  ),
  mutant(
    "a reader goes on in the new bytes",
    "a stream being read when its key is put again ends whole or fails",
    (store) => ({
      async get(key, options) {
        const blob = await store.get(key, options);
        if (!blob || options?.range || blob.stat.size !== 8 * megabyte) return blob;
        await blob.stream.cancel();
        let start = 0;
        return {
          ...blob,
          stream: new ReadableStream({
            async pull(controller) {
              const range = { start, end: start + 999_999 };
              const part = await store.get(key, { ...options, range });
              if (part) controller.enqueue(await bytesOf(part));
              start += 1_000_000;
              if (start >= blob.stat.size) controller.close();
            },
          }),
        };
      },
    }),
  ),
  mutant(
    "a put of bytes can't be aborted under way",
    "a put of a large body aborted in flight rejects with the signal's reason",
    (store) => ({
      put: async (key, body, options = {}) =>
        store.put(key, body, isBytes(body) ? checkedOnce(options) : options),
    }),
  ),
  mutant(
    "a put that is aborted stores what it has",
    "a put that waits for its stream can be aborted and stores nothing",
    (store) => ({
      put: (key, body, options) =>
        store.put(key, body, options).catch(async (error) => {
          if (options?.signal?.aborted && !isBytes(body)) await store.put(key, new Uint8Array(5));
          throw error;
        }),
    }),
  ),
  mutant(
    "a range beyond the end finds nothing",
    "a range that goes beyond the end ends there",
    (store) => ({
      async get(key, options) {
        const stat = await store.stat(key, options);
        const isBeyond = stat && options?.range && options.range.end >= stat.size;
        return isBeyond ? null : store.get(key, options);
      },
    }),
  ),
  mutant("a range from 0 is no range", "a range of the first byte is this byte", (store) => ({
    get: (key, { range, ...options } = {}) =>
      store.get(key, { ...options, ...(range && range.start > 0 && { range }) }),
  })),
  mutant(
    "the size is that of the range",
    "get tells the size of the whole blob, whatever the range",
    (store) => ({
      async get(key, options) {
        const blob = await store.get(key, options);
        const range = options?.range;
        if (!blob || !range) return blob;
        return { ...blob, stat: { ...blob.stat, size: range.end - range.start + 1 } };
      },
    }),
  ),
  mutant(
    "a stream has no content type",
    "the content type comes back from stat and get",
    (store) => ({
      put: (key, body, { contentType, ...options } = {}) =>
        store.put(key, body, { ...options, ...(contentType && isBytes(body) && { contentType }) }),
    }),
  ),
  mutant(
    "a stream that was begun can't be aborted",
    "an abort while the stream of a get is read fails it with the signal's reason",
    (store) => ({
      async get(key, options = {}) {
        const blob = await store.get(key, options);
        await blob?.stream.cancel();
        return store.get(key, checkedOnce(options));
      },
    }),
  ),
  mutant(
    "deletes take one key of a full batch less",
    "one delete takes maxBatch keys",
    (store) => ({
      delete: (keys, options) =>
        store.delete(keys.length < maxBatch ? keys : keys.slice(0, -1), options),
    }),
  ),
  mutant(
    "a deleted blob still has a stat",
    "a deleted blob is gone from get, stat and list",
    (store) => {
      const last = new Map<string, { size: number; contentType: null }>();
      return {
        async delete(keys, options) {
          for (const key of keys) {
            const stat = await store.stat(key, options);
            if (stat && keys.length === 1) last.set(key, { ...stat, contentType: null });
          }
          await store.delete(keys, options);
        },
        stat: async (key, options) => (await store.stat(key, options)) ?? last.get(key) ?? null,
      };
    },
  ),
  mutant("a list ends after 1,000 keys", "1,001 keys are listed, each once", (store) =>
    listing(
      store,
      (prefix = "") => prefix,
      (_, number) => number < 1_000,
    ),
  ),
  mutant(
    "a prefix is a folder",
    "a list by prefix has the keys that start with it, also within a name",
    (store) =>
      listing(store, (prefix = "") =>
        prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`,
      ),
  ),
  mutant("no prefix is the text undefined", "a list without a prefix has every key", (store) =>
    listing(store, (prefix) => `${prefix}`),
  ),
  mutant("keys are lower case", "keys of every permitted character are kept", (store) =>
    withKeys(store, (key) => key.toLowerCase()),
  ),
  mutant("keys are truncated", "keys of 512 characters are kept whole", (store) =>
    withKeys(store, (key) => (key.length > 512 ? key : key.slice(0, 255))),
  ),
  mutant("hidden files are not listed", "keys of every permitted character are kept", (store) =>
    listing(
      store,
      (prefix = "") => prefix,
      (key) => !key.includes("/."),
    ),
  ),
  mutant(
    "a folder's blobs go with a blob of its name",
    "a key may go on where another one ends",
    (store, memory) => ({
      async delete(keys, options) {
        await store.delete(keys, options);
        for (const key of memory.blobs.keys()) {
          if (keys.some((one) => one.endsWith("a/b") && key.startsWith(`${one}/`))) {
            memory.blobs.delete(key);
          }
        }
      },
    }),
  ),
  mutant(
    "empty parts are passed over",
    "texts that are no keys are refused with invalid_input",
    (store) => withKeys(store, (key) => key.replaceAll("//", "/")),
  ),
  mutant(
    "a list goes on after close",
    "after close every call is refused with disposed",
    (_, memory) => ({ list: (options) => memoryBlobs({ memory }).list(options) }),
  ),
];
