import { RevimgError } from "@revimg/core";

export interface ReadBodyOptions {
  /** Bytes of the picture: what the client is told. */
  maxBytes: number;
  /** Bytes that may come around it. Default 0. */
  envelopeBytes?: number;
}

/** Up to this many times the limit, what is too much is read and thrown away. */
const discardFactor = 4;

/**
 * The whole body of a request, counted while it arrives: the `Content-Length`
 * header may be absent or wrong. Rejects with `image_too_large`.
 *
 * A client that is still sending often sees a broken connection in place of an
 * early answer. So what is somewhat too large is received to its end, without
 * being kept, and what is far too large is refused at once.
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
  // Not cancelled on a refusal: under some servers that closes the connection before the answer is out.
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
      else chunks.push(value);
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
