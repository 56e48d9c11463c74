import { assertBytes, assertBytesSoFar } from "../pictures/limits.js";
import type { ReadFileOptions } from "./plain-file.js";

/**
 * The bytes of a stream. A known `size` is checked first. Rejects with
 * `image_too_large`, the stream's error, or the signal's reason. The stream is released
 * in any case.
 */
export async function readStream(
  stream: ReadableStream<Uint8Array>,
  { size = 0, limits, signal }: ReadFileOptions & { size?: number },
): Promise<Uint8Array> {
  try {
    signal?.throwIfAborted();
    assertBytes(size, limits);
  } catch (error) {
    await stream.cancel();
    throw error;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    length += chunk.byteLength;
    assertBytesSoFar(length, limits);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
