import type { BlobStore } from "@revimg/core";
import { S3Connection } from "./s3/connection.js";
import { toContentType } from "./s3/content-type.js";
import { S3Keys } from "./s3/keys.js";
import { readOptions, type S3Options } from "./s3/options.js";
import { putBytes, putStream } from "./s3/put.js";
import { getBlob } from "./s3/read.js";
import { deleteObjects, listObjects, statObject } from "./s3/requests.js";
import { presignedUrl, publicUrlOf } from "./s3/urls.js";

export type { S3ClientLike, S3Credentials, S3Options } from "./s3/options.js";
export { type S3Pictures, type S3PicturesOptions, s3Pictures } from "./s3/pictures.js";

/**
 * A `BlobStore` in a bucket of Amazon S3 or of any server that speaks its
 * protocol. Needs `@aws-sdk/client-s3`, and `@aws-sdk/s3-request-presigner` for
 * `url()` without `publicUrl`; both are loaded at the first call that uses them.
 *
 * A stream is uploaded in parts of 8 MB, two at a time. If the upload fails, its
 * parts are removed. A bucket rule for incomplete uploads
 * (`AbortIncompleteMultipartUpload`) removes the parts of a killed process. The
 * server decides about `ifAbsent`. Some servers ignore `If-None-Match` at the end of
 * a multipart upload (Ceph 16 does, Amazon does not). There, if several writers send
 * streams longer than 8 MB, more than one may hear that it wrote. The bytes of the
 * last one stay.
 *
 * Every call rejects with `store_failed` when the server can't be reached or refuses,
 * `rate_limited` when it wants fewer requests, `invalid_config` when the bucket does
 * not exist or there are no credentials, `disk_full` when a quota is used up,
 * `missing_dependency` when the SDK is not installed.
 *
 * @example
 * const blobs = s3({ bucket: "pictures", prefix: "revimg" });
 * @example
 * const blobs = s3({
 *   bucket: "pictures",
 *   endpoint: "http://127.0.0.1:9000",
 *   credentials: { accessKeyId: "…", secretAccessKey: "…" },
 * });
 */
export function s3(options: S3Options): BlobStore {
  const settings = readOptions(options);
  const { bucket, publicUrl } = settings;
  const connection = new S3Connection(settings);
  const keys = new S3Keys(bucket, settings.prefix);
  const close = async () => connection.close();

  return {
    name: "s3",
    location: keys.location,
    capabilities: { contentType: true, maxBatch: 1_000 },

    async put(key, body, { contentType, ifAbsent = false, signal } = {}) {
      const target = { ...keys.of(key), contentType: toContentType(contentType), ifAbsent };
      return body instanceof Uint8Array
        ? putBytes(connection, target, body, signal)
        : putStream(connection, target, body, signal);
    },

    get: async (key, { range, signal } = {}) => getBlob(connection, keys.of(key), range, signal),

    stat: async (key, { signal } = {}) => statObject(connection, keys.of(key), signal),

    delete: async (list, { signal } = {}) =>
      deleteObjects(
        connection,
        bucket,
        list.map((key) => keys.of(key).key),
        signal,
      ),

    async *list({ prefix = "", signal } = {}) {
      for await (const { key } of listObjects(connection, bucket, keys.start + prefix, signal)) {
        const own = keys.from(key);
        if (own !== null) yield own;
      }
    },

    async url(key, { expiresInSeconds = 3_600, signal } = {}) {
      connection.checkOpen();
      signal?.throwIfAborted();
      const object = keys.of(key);
      if (publicUrl !== undefined) return publicUrlOf(publicUrl, object);
      return presignedUrl(connection, object, expiresInSeconds, signal);
    },

    close,
    [Symbol.asyncDispose]: close,
  };
}
