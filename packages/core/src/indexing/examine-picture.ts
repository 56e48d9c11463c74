import type { Engine } from "../engine/engine.js";
import { preparedInput } from "../inference/embedder.js";
import { isRevimgError, type RevimgError } from "../lib/errors.js";
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

/** One decode gives them all. Rejects as `PictureThreads.readForIndex` and `Embedder.embed` do. */
export async function examinePicture(
  { pictures, embedder, tagging }: Engine,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Examined> {
  const { modelInput, ...picture } = await pictures.readForIndex(bytes, signal);
  const input = preparedInput(modelInput, embedder.input);
  const embedding = await embedder.embed(input, { priority: "bulk", signal });
  const { vector } = embedding;
  const tags = tagging ? await tagging.tagsOf(vector) : embedding.tags;
  return {
    ...picture,
    vector,
    tags: tags?.map((tag) => ({ ...tag, origin: "model" as const })) ?? null,
  };
}
