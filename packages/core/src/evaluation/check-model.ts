import { join } from "node:path";
import type { Dtype, ModelsOptions } from "../api/options.js";
import { readPictureFile } from "../files/read-picture-file.js";
import { createEmbedder } from "../inference/create-embedder.js";
import type { Embedder } from "../inference/embedder.js";
import { normalized } from "../inference/vectors.js";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import { resolveModel } from "../model-files/resolve-model.js";
import { decodeImage } from "../pictures/decode.js";
import { defaultImageLimits as limits } from "../pictures/limits.js";
import { type ReferenceVector, readReferenceVectors } from "./reference-vectors.js";

export interface CheckModelOptions {
  /** Default `fp32`, or the most exact that the model has. */
  dtype?: Dtype;
  models?: ModelsOptions;
  signal?: AbortSignal;
}

/** How near our vector of a picture or a text comes to the reference. */
export interface CheckedVector extends Pick<ReferenceVector, "kind" | "name"> {
  /** Cosine similarity, -1 to 1; 1 is the same direction. */
  cosine: number;
}

export interface ModelCheck {
  /** Id in the manifest. */
  model: string;
  dtype: Dtype;
  /** The least cosine, and the mean of all. */
  min: number;
  mean: number;
  /** Every picture and text, the worst first. */
  vectors: CheckedVector[];
}

/** Pictures and texts that are under way at the same time. */
const batchSize = 8;

/**
 * Runs a model by its manifest, and compares its vectors with those that another program
 * made with the same model. It shows whether the manifest says the right thing: a wrong
 * resize, filter or pooling gives vectors that look right and are worse.
 *
 * Pictures are decoded as most references do it: orientation and colour profile are
 * ignored, transparency is dropped. Up to 4 megapixels, they reach the model's resize
 * with all their pixels.
 *
 * @param reference `"clip-vit-b32"`, or the path of a `manifest.json`
 * @param folder pictures, with `vectors.jsonl`, or `vectors.npy` and `files.txt`
 *
 * Rejects as `resolveModel` and `createEmbedder` do; with `not_found` when a file is
 * missing, `invalid_input` for wrong reference vectors, the error of a picture that
 * can't be read, or the signal's reason.
 */
export async function checkModel(
  reference: string,
  folder: string,
  { dtype, models, signal }: CheckModelOptions = {},
): Promise<ModelCheck> {
  const model = await resolveModel(reference, { ...models, ...(dtype && { dtype }) });
  const references = await readReferenceVectors(folder, model.manifest.dimension);
  const embedder = await createEmbedder({ model });
  try {
    const vectors: CheckedVector[] = [];
    for (let first = 0; first < references.length; first += batchSize) {
      const batch = references.slice(first, first + batchSize);
      const checked = batch.map(async ({ kind, name, vector }) => {
        const ours =
          kind === "text"
            ? await embedText(embedder, name, signal)
            : await embedPicture(embedder, folder, name, signal);
        return { kind, name, cosine: cosine(ours, vector) };
      });
      vectors.push(...(await Promise.all(checked)));
    }
    vectors.sort((a, b) => a.cosine - b.cosine);
    const mean = vectors.reduce((sum, each) => sum + each.cosine, 0) / vectors.length;
    return { model: embedder.id, dtype: embedder.dtype, min: vectors[0]!.cosine, mean, vectors };
  } finally {
    await embedder.close();
  }
}

async function embedText(
  embedder: Embedder,
  text: string,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const [vector] = await embedder.embedTexts([text], { priority: "bulk", signal });
  return vector!;
}

async function embedPicture(
  embedder: Embedder,
  folder: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const path = join(folder, name);
  try {
    const bytes = await readPictureFile(path, { limits, ...(signal && { signal }) });
    const workingSide = Number.POSITIVE_INFINITY;
    const image = await decodeImage(bytes, { limits, workingSide, reference: true, signal });
    return (await embedder.embed(image, { priority: "bulk", signal })).vector;
  } catch (cause) {
    signal?.throwIfAborted();
    if (!isRevimgError(cause) || cause.message.includes(path)) throw cause;
    const { code, details, retryable } = cause;
    throw new RevimgError(code, `${path}: ${cause.message}`, { cause, details, retryable });
  }
}

function cosine(ours: Float32Array, reference: Float32Array): number {
  const direction = normalized(reference);
  if (!direction) return 0;
  return ours.reduce((sum, value, index) => sum + value * direction[index]!, 0);
}
