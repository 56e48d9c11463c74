import { ClipGraph, type Dtype } from "../clip-model/clip-graph.js";
import type { ExternalWeights } from "../clip-model/external-weights.js";
import { elementType } from "../clip-model/onnx-graph.js";
import { transformer } from "../clip-model/transformer.js";
import { encodePatches, type VisionShape } from "../clip-model/vision-tower.js";

const width = 64;
const shape = { layers: 2, width, heads: 4 };
const seed = 7;

interface DinoOptions {
  inputSize: VisionShape["inputSize"];
  dtype?: Dtype;
  external?: ExternalWeights;
  /** Takes and gives float16 tensors. */
  halfTensors?: boolean;
}

/**
 * DINOv2's form: `pixel_values` [batch, 3, height, width] to `last_hidden_state`
 * [batch, 1 + patches, width], the class token first.
 */
export function dinoTower({ inputSize, dtype = "fp32", external, halfTensors }: DinoOptions) {
  const options = { seed, dtype, ...(external && { external }), halfTensors };
  const { graph, tokens } = encodePatches({ ...shape, inputSize, patchSize: 8 }, options);
  const normed = graph.layerNorm(tokens, "norm_after", width);
  const name = "last_hidden_state";
  const sizes = ["batch", "sequence", width];
  if (!halfTensors) graph.output(name, "float", sizes, normed);
  else
    graph.output(name, "float16", sizes, graph.node("Cast", [normed], { to: elementType.float16 }));
  return graph;
}

/** SigLIP's form: `pixel_values` to `pooler_output` [batch, width], and to all tokens. */
export function siglipTower(): ClipGraph {
  const options = { seed, dtype: "fp32" } as const;
  const { graph, tokens } = encodePatches({ ...shape, inputSize: 64, patchSize: 8 }, options);
  const normed = graph.layerNorm(tokens, "norm_after", width);
  const pooled = graph.node("ReduceMean", [normed], { axes: [1], keepdims: 0 });
  graph.output("last_hidden_state", "float", ["batch", "sequence", width], normed);
  graph.output("pooler_output", "float", ["batch", width], pooled);
  return graph;
}

/**
 * SigLIP's form: `input_ids` int64 [batch, sequence] to `pooler_output` [batch, width].
 * Every token attends to all others, and the last one is read, whatever it is.
 */
export function siglipTextTower(vocabularySize: number): ClipGraph {
  const graph = new ClipGraph("siglip_text", { seed, dtype: "fp32" });
  const ids = graph.input("input_ids", "int64", ["batch", "sequence"]);
  const tokens = graph.lookUp("tokens", [vocabularySize, width], 0.3, ids);
  const length = graph.node("Shape", [ids], { start: 1, end: 2 });
  const positions = graph.node("Slice", [
    graph.weights("positions", [64, width], 0.1),
    graph.integers([0]),
    length,
    graph.integers([0]),
  ]);
  const encoded = transformer(graph, graph.node("Add", [tokens, positions]), shape);
  const last = graph.node("Gather", [encoded, graph.integers([-1], [])], { axis: 1 });
  const pooled = graph.layerNorm(last, "norm_after", width);
  graph.output("pooler_output", "float", ["batch", width], pooled);
  return graph;
}
