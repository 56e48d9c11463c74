import { type IndexItem, isPictureName, type ReadItemOptions, RevimgError } from "@revimg/core";
import { S3Connection } from "./connection.js";
import { readOptions, type S3Options, type S3Settings } from "./options.js";
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
        if (isWanted) yield itemOf(connection, bucket, placeOf(settings), object);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Where a bucket is, as data: all that another process needs to read it, but the keys. */
export type S3Place = Pick<S3Options, "bucket" | "endpoint" | "region" | "forcePathStyle">;

/** A picture of a bucket. Another process reads it by `place`, which a queue keeps. */
export interface S3Picture extends IndexItem {
  /** Undefined for an injected client: nobody else has it. */
  place?: S3Place;
  key: string;
}

function placeOf({ bucket, endpoint, region, forcePathStyle, client }: S3Settings) {
  if (client) return undefined;
  return {
    bucket,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(forcePathStyle !== undefined && { forcePathStyle }),
  };
}

function itemOf(
  connection: S3Connection,
  bucket: string,
  place: S3Place | undefined,
  { key, etag }: ListedObject,
): S3Picture {
  return {
    url: `s3://${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
    filename: key.slice(key.lastIndexOf("/") + 1),
    key,
    ...(etag !== undefined && { etag }),
    ...(place && { place }),
    read: (options) => read(connection, { bucket, key }, options),
  };
}

/** Reads pictures again that were listed by another process, with the keys of this one. */
export class S3Reader {
  readonly #connections = new Map<string, S3Connection>();

  /** `picture` may have been JSON in between. */
  open(picture: S3Picture & { place: S3Place }): IndexItem {
    const { place, key, ...item } = picture;
    const name = JSON.stringify(place);
    const connection = this.#connections.get(name) ?? new S3Connection(readOptions(place));
    this.#connections.set(name, connection);
    const object = { bucket: place.bucket, key };
    return { ...item, read: (options) => read(connection, object, options) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }
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
