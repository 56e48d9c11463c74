import { type ByteRange, checkByteRange, RevimgError, type StoredBlob } from "@revimg/core";
import type { S3Connection } from "./connection.js";
import { fromContentType } from "./content-type.js";
import { isAbsent, isTaken, statusOf } from "./errors.js";
import type { S3Object } from "./keys.js";
import { statObject } from "./requests.js";
import { discard, openBody, type ResponseBody } from "./response-body.js";

/** If nobody reads for this long, the answer is given up. The next read asks for the rest. */
const idleMs = 10_000;

export async function getBlob(
  connection: S3Connection,
  object: S3Object,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<StoredBlob | null> {
  if (range) checkByteRange(range, "s3");
  try {
    const answer = await ask(connection, object, range, undefined, signal);
    const { size, contentType } = answer;
    const reader = new ObjectReader(connection, object, answer, range?.start ?? 0, signal);
    return { stream: toStream(reader), stat: { size, contentType } };
  } catch (error) {
    if (error === absent) return null;
    if (error !== beyondEnd) throw error;
  }
  const stat = await statObject(connection, object, signal);
  return stat && { stream: new Blob([]).stream(), stat };
}

interface Answer {
  body: ResponseBody;
  /** Bytes that the body will have. */
  length: number;
  /** Bytes of the whole object. */
  size: number;
  contentType: string | null;
  etag: string | undefined;
}

const absent = Symbol("absent");
const beyondEnd = Symbol("beyond the end");

/** Throws `absent` or `beyondEnd` if that is the answer. */
async function ask(
  connection: S3Connection,
  { bucket, key }: S3Object,
  range: ByteRange | undefined,
  etag: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const answer = await connection.run("read", signal, async ({ client, sdk, options }) => {
    const input = {
      Bucket: bucket,
      Key: key,
      ...(range && { Range: `bytes=${range.start}-${range.end}` }),
      ...(etag !== undefined && { IfMatch: etag }),
    };
    try {
      return await client.send(new sdk.GetObjectCommand(input), options);
    } catch (error) {
      if (isAbsent(error)) return absent;
      if (range && statusOf(error) === 416) return beyondEnd;
      if (etag !== undefined && isTaken(error)) throw changed();
      throw error;
    }
  });
  if (typeof answer === "symbol") throw answer;
  const { Body, ContentLength = 0, ContentRange, ContentType, ETag } = answer;
  if (signal?.aborted) {
    discard(Body);
    throw signal.reason;
  }
  const total = /\/(\d+)$/.exec(ContentRange ?? "")?.[1];
  if (range && total === undefined && ContentLength > 0) {
    discard(Body);
    throw new RevimgError("unsupported", "The S3 server does not answer ranges of bytes.", {
      adapter: "s3",
    });
  }
  return {
    body: openBody(Body),
    length: ContentLength,
    size: total === undefined ? ContentLength : Number(total),
    contentType: fromContentType(ContentType),
    etag: ETag,
  };
}

/** Reads an answer to its end, with another request after a long pause of the reader. */
class ObjectReader {
  readonly #connection: S3Connection;
  readonly #object: S3Object;
  readonly #signal: AbortSignal | undefined;
  readonly #etag: string | undefined;
  readonly #end: number;
  #at: number;
  #body: ResponseBody | undefined;
  #isReading = false;
  readonly #idle: NodeJS.Timeout;

  constructor(
    connection: S3Connection,
    object: S3Object,
    answer: Answer,
    start: number,
    signal: AbortSignal | undefined,
  ) {
    this.#connection = connection;
    this.#object = object;
    this.#signal = signal;
    this.#etag = answer.etag;
    this.#body = answer.body;
    this.#at = start;
    this.#end = start + answer.length;
    this.#idle = setTimeout(() => this.#release(), idleMs).unref();
  }

  /** Null at the end. */
  async read(): Promise<Uint8Array | null> {
    const signal = this.#signal;
    signal?.throwIfAborted();
    const onAbort = () => this.close();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#isReading = true;
    try {
      const isAtEnd = this.#at >= this.#end;
      if (!isAtEnd) this.#body ??= await this.#askAgain();
      const bytes = await this.#body?.next();
      signal?.throwIfAborted();
      // A connection can serve the next request only when its answer was read to the very end.
      if (isAtEnd) return null;
      if (!bytes) throw new Error("the answer ended too early");
      this.#at += bytes.length;
      return bytes;
    } catch (error) {
      throw signal?.aborted ? signal.reason : this.#connection.toError("read", error);
    } finally {
      this.#isReading = false;
      this.#idle.refresh();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#body?.destroy();
    this.#body = undefined;
  }

  #release(): void {
    if (this.#isReading) return;
    this.#body?.destroy();
    this.#body = undefined;
  }

  async #askAgain(): Promise<ResponseBody> {
    const range = { start: this.#at, end: this.#end - 1 };
    try {
      const answer = await ask(this.#connection, this.#object, range, this.#etag, this.#signal);
      return answer.body;
    } catch (error) {
      throw typeof error === "symbol" ? changed() : error;
    }
  }
}

function toStream(reader: ObjectReader): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const bytes = await reader.read();
          if (bytes) return controller.enqueue(bytes);
          reader.close();
          controller.close();
        } catch (error) {
          reader.close();
          throw error;
        }
      },
      cancel: () => reader.close(),
    },
    { highWaterMark: 0 },
  );
}

function changed(): RevimgError {
  return new RevimgError(
    "store_failed",
    "A picture was replaced or removed while it was being read. Read it again.",
    { adapter: "s3" },
  );
}
