import { RevimgError } from "@revimg/core";
import { heldBodyOf } from "./body-budget.js";

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
  if (request.body === null) return new Uint8Array(0);
  // A refused body is not cancelled. Some servers would then close the connection before the
  // answer is sent.
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > receivedBytes) break;
      if (size > keptBytes) chunks.length = 0;
      else {
        heldBodyOf(request)?.add(value.byteLength);
        chunks.push(value);
      }
    }
  } finally {
    reader.releaseLock();
  }
  if (size > keptBytes) throw uploadTooLarge(maxBytes);
  return join(chunks, size);
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
