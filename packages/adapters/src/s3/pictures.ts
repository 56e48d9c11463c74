import { type IndexItem, isPictureName, type ReadItemOptions, RevimgError } from "@revimg/core";
import { S3Connection } from "./connection.js";
import { readOptions, type S3Options } from "./options.js";
import { getBlob } from "./read.js";
import { type ListedObject, listObjects } from "./requests.js";

/**
 * As for the blob store. `prefix` is a folder of the bucket, or one picture in it;
 * default: the whole bucket.
 */
export type S3PicturesOptions = Omit<S3Options, "publicUrl">;

/** Pictures of a bucket, for `index()`. May be gone through again. */
export interface S3Pictures extends AsyncIterable<IndexItem>, AsyncDisposable {
  /** Ends the connections. Call it when `index()` has ended, not before. */
  close(): Promise<void>;
}

/**
 * The objects below a prefix that are named as pictures are. They are listed a page at a
 * time, and read when `index()` asks for them. Their `ETag` is kept, so that a second
 * run reads only what changed. A picture's address is `s3://bucket/key`.
 *
 * Listing rejects as the calls of `s3()` do. An object that can't be read is one failed
 * picture.
 *
 * @example
 * await using pictures = s3Pictures({ bucket: "shop", prefix: "2026" });
 * for await (const event of revimg.index(pictures)) console.log(event.type);
 */
export function s3Pictures(options: S3PicturesOptions): S3Pictures {
  const settings = readOptions(options);
  const { bucket, prefix } = settings;
  const connection = new S3Connection(settings);
  const start = prefix === "" || isPictureName(prefix) ? prefix : `${prefix}/`;
  const close = async () => connection.close();
  return {
    async *[Symbol.asyncIterator]() {
      for await (const object of listObjects(connection, bucket, start, undefined)) {
        const isWanted = isPictureName(prefix) ? object.key === prefix : isPictureName(object.key);
        if (isWanted) yield itemOf(connection, bucket, object);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function itemOf(connection: S3Connection, bucket: string, object: ListedObject): IndexItem {
  const { key, etag } = object;
  return {
    url: `s3://${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
    filename: key.slice(key.lastIndexOf("/") + 1),
    ...(etag !== undefined && { etag }),
    read: (options) => read(connection, { bucket, key }, options),
  };
}

async function read(
  connection: S3Connection,
  object: { bucket: string; key: string },
  { signal, maxBytes }: ReadItemOptions,
): Promise<Uint8Array> {
  const blob = await getBlob(connection, object, undefined, signal);
  if (!blob) {
    throw new RevimgError("not_found", "The object is not in the bucket any more.", {
      adapter: "s3",
    });
  }
  if (blob.stat.size > maxBytes) {
    await blob.stream.cancel();
    throw new RevimgError(
      "image_too_large",
      `The object has ${blob.stat.size} bytes; at most ${maxBytes} are read. Raise limits.maxBytes, or make the picture smaller.`,
      { adapter: "s3", details: { bytes: blob.stat.size, maxBytes } },
    );
  }
  const chunks: Uint8Array[] = [];
  // The answer has as many bytes as it stated: the reader sees to that.
  for await (const chunk of blob.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
