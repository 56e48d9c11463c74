import type { ExpiredUploadsOptions, RevimgUploads } from "../api/uploads.js";
import type { Engine } from "../engine/engine.js";
import { newUploadKey, uploadPrefix, uploadTime } from "../engine/upload-keys.js";
import { grouped } from "../indexing/async-queues.js";
import { checkOptions, refuse } from "../lib/call-arguments.js";
import { assertBytes } from "../pictures/limits.js";
import type { CallOptions } from "../stores/vector-store.js";

const defaultMaxAgeMs = 7 * 24 * 3_600_000;

/** Keys that one call to the store removes. */
const groupSize = 500;

type Stores = Pick<Engine, "blobs" | "decoding">;

/** The calls of an open index. `track` gives each the engine that works now. */
export function uploadsOf(
  track: <T>(work: (engine: Stores) => Promise<T>) => Promise<T>,
): RevimgUploads {
  return {
    put: (bytes, options = {}) => track((engine) => putUpload(engine, bytes, options)),
    delete: (keys, options = {}) => track((engine) => deleteUploads(engine, keys, options)),
    removeExpired: (options = {}) => track((engine) => removeExpiredUploads(engine, options)),
  };
}

async function putUpload(
  { blobs, decoding }: Stores,
  bytes: Uint8Array,
  options: CallOptions,
): Promise<string> {
  checkOptions("uploads.put()", options, ["signal"]);
  if (!(bytes instanceof Uint8Array) || bytes.byteLength === 0) {
    refuse("uploads.put() takes the bytes of a picture, as a Uint8Array.", "bytes");
  }
  assertBytes(bytes.byteLength, decoding.limits);
  const key = newUploadKey(Date.now());
  await blobs.put(key, bytes, options);
  return key;
}

async function deleteUploads(
  { blobs }: Stores,
  keys: readonly string[],
  options: CallOptions,
): Promise<void> {
  checkOptions("uploads.delete()", options, ["signal"]);
  if (!Array.isArray(keys) || !keys.every((key) => uploadTime(key) !== null)) {
    refuse("uploads.delete() takes a list of keys that uploads.put() gave.", "keys");
  }
  if (keys.length > 0) await blobs.delete(keys, options);
}

async function removeExpiredUploads(
  { blobs }: Stores,
  options: ExpiredUploadsOptions,
): Promise<number> {
  checkOptions("uploads.removeExpired()", options, ["maxAgeMs", "signal"]);
  const { maxAgeMs = defaultMaxAgeMs, signal } = options;
  if (!(typeof maxAgeMs === "number" && maxAgeMs >= 0)) {
    refuse("maxAgeMs of uploads.removeExpired() must be a number from 0.", "maxAgeMs");
  }
  const before = Date.now() - maxAgeMs;
  const listed = blobs.list({ prefix: uploadPrefix, signal });
  let removed = 0;
  for await (const keys of grouped(listed, { size: groupSize, maxWaitMs: 5000 })) {
    const expired = keys.filter((key) => (uploadTime(key) ?? Infinity) <= before);
    if (expired.length > 0) await blobs.delete(expired, { signal });
    removed += expired.length;
  }
  return removed;
}
