import type { Engine } from "../engine/engine.js";
import { openUnchanged, readImage } from "../engine/read-image.js";
import { readStream } from "../files/read-stream.js";
import { contentHash } from "../lib/identity.js";
import type { ImageRecord } from "../stores/image-record.js";
import { isPictureError } from "./examine-picture.js";

/**
 * The bytes that a row was made of: the kept copy, or any file that still has them. A copy
 * whose bytes were damaged counts as none. Null where there are none: the file is gone,
 * can't be read, or has more bytes than the limit now.
 */
export async function readOriginal(
  engine: Engine,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | null> {
  try {
    const { stream, size } = await readImage(engine, record, { signal });
    const { limits } = engine.decoding;
    const bytes = await readStream(stream, { size, limits, signal });
    if (contentHash(bytes) === record.contentHash) return bytes;
    const file = record.original === "copy" ? await openUnchanged(record, { signal }) : null;
    const inFile = file && (await readStream(file, { limits, signal }));
    return inFile && contentHash(inFile) === record.contentHash ? inFile : null;
  } catch (error) {
    if (isPictureError(error)) return null;
    throw error;
  }
}
