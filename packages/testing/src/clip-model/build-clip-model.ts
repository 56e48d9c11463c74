import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClipGraph, Dtype } from "./clip-graph.js";
import { type ClipManifest, clipManifest, type TagOptions } from "./clip-manifest.js";
import { chunksOf } from "./protobuf.js";
import { type ClipShape, type ClipSize, shapes } from "./shapes.js";
import { textTower } from "./text-tower.js";
import { buildTokenizer, type TokenizerFile, vocabularySizeOf } from "./tokenizer.js";
import { visionTower } from "./vision-tower.js";
import { writeHashedFile } from "./write-hashed-file.js";

export interface ClipModelOptions {
  /** `full`: 351 MB and 254 MB in fp32, some ten seconds. `tiny`: under 2 MB, at once. */
  size: ClipSize;
  /** Another seed, another model. */
  seed?: number;
  /** Number format of the weights. */
  dtype?: Dtype;
  /** Pixels a side of the input, a multiple of the patch; only for `tiny`, 64 by default. */
  inputSize?: number;
  /** Length of the embeddings; only for `tiny`, 512 by default. */
  dimension?: number;
  /** A `tokenizer.json` to use instead of the builder's own small one. */
  tokenizerFile?: string;
  /** Makes the manifest offer zero-shot tags. */
  tags?: TagOptions;
  /** Id in the manifest; by default it names the size, the dtype and the seed. */
  id?: string;
  /** Version of the preprocessing in the manifest. */
  preprocessing?: number;
}

/** The two graphs of a model, with nothing made yet. */
export interface ClipTowers {
  vision: ClipGraph;
  text: ClipGraph;
}

/**
 * Writes a model of CLIP's architecture with seeded random weights into
 * `directory`: `manifest.json`, `vision.onnx`, `text.onnx` and `tokenizer.json`.
 * The same options give the same bytes. Pictures that look alike get vectors that
 * are near each other; texts and pictures have nothing to do with each other.
 */
export async function buildClipModel(
  options: ClipModelOptions & { directory: string },
): Promise<ClipManifest> {
  const { directory, size, seed = 1, dtype = "fp32", preprocessing = 1 } = options;
  const tokenizer = await tokenizerOf(options);
  const shape = shapeOf(options);
  const towers = clipTowers({ shape, tokenizer, seed, dtype });

  await mkdir(directory, { recursive: true });
  const write = (name: string, chunks: Iterable<Uint8Array>) =>
    writeHashedFile(join(directory, name), chunks);
  const vision = await write("vision.onnx", chunksOf(towers.vision.toModel()));
  const text = await write("text.onnx", chunksOf(towers.text.toModel()));
  const json = Buffer.from(`${JSON.stringify(tokenizer, null, 1)}\n`);
  const manifest = clipManifest({
    id: options.id ?? `clip-${size}-${dtype}-seed-${seed}`,
    files: { vision, text, tokenizer: await write("tokenizer.json", [json]) },
    dtype,
    shape,
    preprocessing,
    tags: options.tags,
  });
  await writeFile(join(directory, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** The graphs of a model; its weights are made only when they are written. */
export function clipTowers(options: {
  shape: ClipShape;
  tokenizer: TokenizerFile;
  seed: number;
  dtype: Dtype;
}): ClipTowers {
  const { shape, tokenizer, seed, dtype } = options;
  const { dimension } = shape;
  const vocabularySize = shape.vocabularySize ?? vocabularySizeOf(tokenizer);
  return {
    vision: visionTower(shape.vision, { dimension, seed, dtype }),
    text: textTower({ ...shape.text, vocabularySize }, { dimension, seed, dtype }),
  };
}

function shapeOf({ size, inputSize, dimension }: ClipModelOptions): ClipShape {
  const shape = shapes[size];
  if (size === "full" && (inputSize !== undefined || dimension !== undefined)) {
    throw new Error("inputSize and dimension can't be chosen for the full model: it is ViT-B/32");
  }
  const side = inputSize ?? (shape.vision.inputSize as number);
  const vision = { ...shape.vision, inputSize: side };
  if (side % vision.patchSize !== 0) {
    throw new Error(`inputSize must be a multiple of ${vision.patchSize}, got ${inputSize}`);
  }
  return { ...shape, vision, dimension: dimension ?? shape.dimension };
}

async function tokenizerOf({ size, tokenizerFile }: ClipModelOptions): Promise<TokenizerFile> {
  const { vocabularySize } = shapes[size];
  if (tokenizerFile === undefined) return buildTokenizer(vocabularySize ?? undefined);
  const tokenizer = JSON.parse(await readFile(tokenizerFile, "utf8")) as TokenizerFile;
  if (vocabularySize !== null && vocabularySizeOf(tokenizer) !== vocabularySize) {
    throw new Error(
      `${tokenizerFile} has ${vocabularySizeOf(tokenizer)} tokens, the ${size} model needs ${vocabularySize}`,
    );
  }
  return tokenizer;
}
