import type { Engine } from "../engine/engine.js";
import { isRevimgError, type RevimgError } from "../lib/errors.js";
import { decodeImage } from "../pictures/decode.js";
import { fingerprint } from "../pictures/fingerprint.js";
import { frameOf } from "../pictures/signature/frame.js";
import { signatureOf } from "../pictures/signature/signature.js";
import { makeThumbnail } from "../pictures/thumbnail.js";
import type { ImageRecord, Tag } from "../stores/image-record.js";

/** All that an index keeps of a picture's content. */
export type Examined = Pick<
  ImageRecord,
  "width" | "height" | "mimeType" | "fingerprint" | "pixelHash" | "signature"
> & {
  vector: Float32Array;
  /** JPEG. */
  thumbnail: Uint8Array;
  /** The model's tags; null when they can't be told yet. */
  tags: Tag[] | null;
};

const pictureCodes = [
  "image_decode_failed",
  "image_too_large",
  "unsupported",
  "not_found",
  "invalid_input",
] as const;

/** Whether an error is about one picture, and no reason to stop working on others. */
export function isPictureError(error: unknown): error is RevimgError {
  return pictureCodes.some((code) => isRevimgError(error, code));
}

/** One decode gives them all. Rejects as `decodeImage` and `Embedder.embed` do. */
export async function examinePicture(
  engine: Engine,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Examined> {
  const image = await decodeImage(bytes, { ...engine.decoding, signal });
  const thumbnail = await makeThumbnail(image);
  const frame = frameOf(image);
  const embedding = await engine.embedder.embed(image, { priority: "bulk", signal });
  const { vector } = embedding;
  const tags = engine.tagging ? await engine.tagging.tagsOf(vector) : embedding.tags;
  const { width, height, mimeType, pixelHash } = image;
  return {
    width,
    height,
    mimeType,
    fingerprint: fingerprint(frame),
    pixelHash,
    signature: signatureOf(frame),
    vector,
    thumbnail,
    tags: tags?.map((tag) => ({ ...tag, origin: "model" as const })) ?? null,
  };
}
