import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ExternalWeights } from "../clip-model/external-weights.js";
import type { OnnxGraph } from "../clip-model/onnx-graph.js";
import { chunksOf } from "../clip-model/protobuf.js";
import { buildTokenizer, vocabularySizeOf } from "../clip-model/tokenizer.js";
import { type HashedFile, writeHashedFile } from "../clip-model/write-hashed-file.js";
import { dinoTower, siglipTextTower, siglipTower } from "./towers.js";

/**
 * Models whose manifests say more than CLIP's, with seeded random weights:
 *
 * - `siglip`: the picture squashed, bilinear; texts in lower case, padded to 64 tokens
 * - `dino`: the middle of a larger resize; a vector for each token; no texts
 * - `wide`: an input of 96 x 48 pixels, padded, Lanczos, values from 0 to 1
 * - `external`: `dino` with its weights in a file beside, in the folder `onnx`
 * - `half`: `dino` with float16 inputs and outputs, as some exporters write them
 */
export const modelShapes = ["siglip", "dino", "wide", "external", "half"] as const;

export type ModelShape = (typeof modelShapes)[number];

const shapeDimension = 64;
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What a manifest of core says of a model; core's own tests hold it against its type. */
type ShapeManifest = Record<string, unknown>;

/** Writes a model with its `manifest.json` into a folder, a few hundred kilobytes at once. */
export async function buildModelShape(
  shape: ModelShape,
  directory: string,
): Promise<ShapeManifest> {
  await mkdir(join(directory, "onnx"), { recursive: true });
  const manifest = {
    ...{ format: 1, id: `shape-${shape}`, license: "MIT" },
    description: "The architecture of a known model with random weights, for tests.",
    ...{ dimension: shapeDimension, preprocessing: 1 },
    ...(await parts[shape](directory)),
  };
  await writeFile(join(directory, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

const parts: Record<ModelShape, (directory: string) => Promise<ShapeManifest>> = {
  async siglip(directory) {
    const tokenizer = buildTokenizer();
    const { sep } = tokenizer.post_processor as { sep: [token: string, id: number] };
    const [end, id] = sep;
    tokenizer.post_processor = endOnly(end, id);
    const json = Buffer.from(JSON.stringify(tokenizer));
    const text = siglipTextTower(vocabularySizeOf(tokenizer));
    return {
      image: {
        files: { fp32: await write(directory, "vision.onnx", siglipTower()) },
        input: {
          ...{ tensor: "pixel_values", size: 64, resize: "squash", filter: "bilinear" },
          ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
        },
        output: { tensor: "pooler_output" },
      },
      text: {
        files: { fp32: await write(directory, "text.onnx", text) },
        tokenizer: await writeHashedFile(join(directory, "tokenizer.json"), [json]),
        input: {
          ...{ tensor: "input_ids", contextLength: 64, cleaning: "lower-case" },
          padding: { length: 64, id: 0 },
        },
        output: { tensor: "pooler_output" },
      },
    };
  },

  async dino(directory) {
    return {
      image: {
        files: {
          fp32: await write(directory, "model.onnx", dinoTower({ inputSize: 64 })),
          fp16: await write(
            directory,
            "model_fp16.onnx",
            dinoTower({ inputSize: 64, dtype: "fp16" }),
          ),
        },
        input: { tensor: "pixel_values", size: 64, resizeTo: 73, ...imageNet },
        output: { tensor: "last_hidden_state", pooling: "cls" },
      },
    };
  },

  async wide(directory) {
    const graph = dinoTower({ inputSize: { width: 96, height: 48 } });
    return {
      image: {
        files: { fp32: await write(directory, "model.onnx", graph) },
        input: {
          ...{ tensor: "pixel_values", size: { width: 96, height: 48 } },
          ...{ resize: "pad", filter: "lanczos", padColor: [124, 116, 104] },
        },
        output: { tensor: "last_hidden_state", pooling: "mean", prefixTokens: 1 },
      },
    };
  },

  async external(directory) {
    const external = new ExternalWeights("model.onnx_data");
    const graph = dinoTower({ inputSize: 64, external });
    const file = await write(directory, "onnx/model.onnx", graph);
    const data = await writeHashedFile(
      join(directory, "onnx/model.onnx_data"),
      chunksOf(external.toFile()),
    );
    return {
      image: {
        files: { fp32: { ...file, externalData: [{ ...data, path: "onnx/model.onnx_data" }] } },
        input: { tensor: "pixel_values", size: 64, resizeTo: 73, ...imageNet },
        output: { tensor: "last_hidden_state", pooling: "cls" },
      },
    };
  },

  async half(directory) {
    const graph = dinoTower({ inputSize: 64, dtype: "fp16", halfTensors: true });
    return {
      image: {
        files: { fp16: await write(directory, "model_fp16.onnx", graph) },
        input: { tensor: "pixel_values", size: 64, resizeTo: 73, ...imageNet },
        output: { tensor: "last_hidden_state", pooling: "cls" },
      },
    };
  },
};

async function write(directory: string, path: string, graph: OnnxGraph): Promise<HashedFile> {
  const file = await writeHashedFile(join(directory, path), chunksOf(graph.toModel()));
  return { ...file, path };
}

/** As SigLIP's tokenizer: nothing before a text, one token behind it. */
function endOnly(token: string, id: number) {
  const special = { SpecialToken: { id: token, type_id: 0 } };
  return {
    type: "TemplateProcessing",
    single: [{ Sequence: { id: "A", type_id: 0 } }, special],
    pair: [{ Sequence: { id: "A", type_id: 0 } }, special, { Sequence: { id: "B", type_id: 1 } }],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
