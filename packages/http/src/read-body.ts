import type { IncomingMessage } from "node:http";
import { RevimgError } from "@revimg/core";
import { heldBodyOf } from "./body-budget.js";
import { unreadSource } from "./request-source.js";

export interface ReadBodyOptions {
  /** Most bytes of the picture. The error names this limit. */
  maxBytes: number;
  /** Bytes that may surround the picture. Default 0. */
  envelopeBytes?: number;
}

/** A body of up to this many times the limit is read to its end and thrown away. */
const discardFactor = 4;

/**
 * The whole body of a request. Its bytes are counted while they arrive, because the
 * `Content-Length` header may be absent or wrong. Rejects with `image_too_large`, and with
 * `overloaded` when bodies take up too much memory already.
 *
 * If the server answers early, a client that still sends often sees a broken
 * connection instead of the answer. So a body that is somewhat too large is received
 * to its end, without being kept. A body that is far too large is refused at once.
 */
export async function readBody(
  request: Request,
  { maxBytes, envelopeBytes = 0 }: ReadBodyOptions,
): Promise<Uint8Array> {
  const keptBytes = maxBytes + envelopeBytes;
  const receivedBytes = keptBytes * discardFactor;
  if (Number(request.headers.get("content-length") ?? 0) > receivedBytes) {
    throw uploadTooLarge(maxBytes);
  }
  const source = unreadSource(request);
  if (source === null && request.body === null) return new Uint8Array(0);
  // A refused body is not cancelled. Some servers would then close the connection before the
  // answer is sent.
  const chunks: Uint8Array[] = [];
  let size = 0;
  /** False: the rest is not wanted. */
  const take = (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size > receivedBytes) return false;
    if (size > keptBytes) chunks.length = 0;
    else {
      heldBodyOf(request)?.add(chunk.byteLength);
      chunks.push(chunk);
    }
    return true;
  };
  if (source) await readSource(source, take);
  else await readStream(request.body!, take);
  if (size > keptBytes) throw uploadTooLarge(maxBytes);
  return join(chunks, size);
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  take: (chunk: Uint8Array) => boolean,
): Promise<void> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || !take(value)) break;
    }
  } finally {
    reader.releaseLock();
  }
}

/** The same from Node's own stream. Leaves the rest in it, for the listener to throw away. */
function readSource(source: IncomingMessage, take: (chunk: Uint8Array) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (work: () => void) => {
      source.off("data", read).off("end", end).off("error", fail).off("close", fail);
      work();
    };
    const read = (chunk: Uint8Array) => {
      try {
        if (take(chunk)) return;
        source.pause();
        finish(resolve);
      } catch (error) {
        source.pause();
        finish(() => reject(error));
      }
    };
    const end = () => finish(resolve);
    const fail = (error?: Error) => {
      finish(() => reject(error ?? new Error("The client has gone while it sent the body.")));
    };
    source.on("data", read).on("end", end).on("error", fail).on("close", fail);
  });
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** The refusal of an upload with more than `maxBytes`. */
export function uploadTooLarge(maxBytes: number): RevimgError {
  const limit =
    maxBytes >= 2 ** 20 ? `${+(maxBytes / 2 ** 20).toFixed(1)} MiB` : `${maxBytes} bytes`;
  return new RevimgError(
    "image_too_large",
    `The upload has more than the ${limit} that this server takes. Send a smaller copy of the picture: a long side of 1,000 pixels is plenty for a search.`,
    { details: { maxBytes } },
  );
}
