import { type BlobStat, RevimgError } from "@revimg/core";
import type { Call, S3Connection } from "./connection.js";
import { fromContentType } from "./content-type.js";
import { isAbsent, nameOf, statusOf } from "./errors.js";
import type { S3Object } from "./keys.js";
import { discard } from "./response-body.js";

/** Most keys of one request (API reference of S3, DeleteObjects). */
const maxDeletes = 1_000;

export async function statObject(
  connection: S3Connection,
  { bucket, key }: S3Object,
  signal: AbortSignal | undefined,
): Promise<BlobStat | null> {
  return connection.run("read", signal, async ({ client, sdk, options }) => {
    const input = { Bucket: bucket, Key: key };
    for (;;) {
      try {
        const head = await client.send(new sdk.HeadObjectCommand(input), options);
        return { size: head.ContentLength ?? 0, contentType: fromContentType(head.ContentType) };
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
      }
      // An answer to HEAD can't say why. The key, the bucket or the whole server may be absent.
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand(input), options);
        discard(Body);
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
      // Somebody has put it there in between.
    }
  });
}

/** For a write. If the bucket is absent, the write itself says so. */
export async function exists(
  { client, sdk, options }: Call,
  { bucket, key }: S3Object,
): Promise<boolean> {
  try {
    await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }), options);
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** What a list says of an object. */
export interface ListedObject {
  /** Its whole name in the bucket. */
  key: string;
  /** In bytes. */
  size: number;
  /** Changes with the bytes; in quotes. */
  etag: string | undefined;
}

/** Every object whose name begins with `start`, in the order of names. */
export async function* listObjects(
  connection: S3Connection,
  bucket: string,
  start: string,
  signal: AbortSignal | undefined,
): AsyncIterable<ListedObject> {
  let next: string | undefined;
  do {
    const page = await connection.run("list", signal, ({ client, sdk, options }) => {
      const from = next === undefined ? {} : { ContinuationToken: next };
      const input = { Bucket: bucket, Prefix: start, ...from };
      return client.send(new sdk.ListObjectsV2Command(input), options);
    });
    for (const { Key, Size = 0, ETag } of page.Contents ?? []) {
      signal?.throwIfAborted();
      if (Key !== undefined) yield { key: Key, size: Size, etag: ETag };
    }
    next = page.IsTruncated ? page.NextContinuationToken : undefined;
    if (page.IsTruncated && next === undefined) {
      throw new RevimgError(
        "store_failed",
        "The S3 server says that its list goes on, but not where.",
        { adapter: "s3", retryable: false },
      );
    }
  } while (next !== undefined);
}

export async function deleteObjects(
  connection: S3Connection,
  bucket: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  connection.checkOpen();
  signal?.throwIfAborted();
  for (let at = 0; at < names.length; at += maxDeletes) {
    const Objects = names.slice(at, at + maxDeletes).map((Key) => ({ Key }));
    await connection.run("delete", signal, async ({ client, sdk, options }) => {
      const input = { Bucket: bucket, Delete: { Objects, Quiet: true } };
      const { Errors = [] } = await client.send(new sdk.DeleteObjectsCommand(input), options);
      const refused = Errors.filter(({ Code }) => Code !== "NoSuchKey");
      // The answer to the request is 200 even when no object was deleted.
      if (refused[0]) throw Object.assign(new Error(), { name: nameOf(refused[0]) });
    });
  }
}
