import { ClipGraph, type Dtype } from "./clip-graph.js";
import type { ExternalWeights } from "./external-weights.js";
import { elementType } from "./onnx-graph.js";
import { type TransformerShape, transformer } from "./transformer.js";

export interface VisionShape extends TransformerShape {
  /** Pixels of a side of the input, or of both. */
  inputSize: number | { width: number; height: number };
  /** Pixels a side of a patch. */
  patchSize: number;
}

/** The graph of a vision tower up to its head. */
export interface EncodedPatches {
  graph: ClipGraph;
  /** [batch, 1 + patches, width], the class token first. */
  tokens: string;
}

/**
 * The graph of CLIP's vision transformer: `pixel_values` float32 [batch, 3, size,
 * size] to `image_embeds` float32 [batch, dimension], not normalised.
 */
export function visionTower(
  shape: VisionShape,
  options: { dimension: number; seed: number; dtype: Dtype },
): ClipGraph {
  const { width } = shape;
  const { graph, tokens } = encodePatches(shape, options);
  const first = graph.node("Gather", [tokens, graph.integers([0], [])], { axis: 1 });
  const pooled = graph.layerNorm(first, "norm_after", width);
  const embeddings = graph.project(pooled, "projection", width, options.dimension, width ** -0.5);
  graph.output("image_embeds", "float", ["batch", options.dimension], embeddings);
  return graph;
}

/** The transformer alone: `pixel_values` float32 [batch, 3, height, width] to tokens. */
export function encodePatches(
  shape: VisionShape,
  options: {
    seed: number;
    dtype: Dtype;
    external?: ExternalWeights;
    /** Takes float16. */
    halfTensors?: boolean | undefined;
  },
): EncodedPatches {
  const { patchSize, width } = shape;
  const sides = sidesOf(shape);
  const patchCount = (sides.width / patchSize) * (sides.height / patchSize);
  const graph = new ClipGraph("clip_vision", options);
  const size = ["batch", 3, sides.height, sides.width];
  const given = graph.input("pixel_values", options.halfTensors ? "float16" : "float", size);
  const pixels = options.halfTensors
    ? graph.node("Cast", [given], { to: elementType.float })
    : given;

  const patches = patchEmbeddings(graph, pixels, shape, patchCount);
  const batch = graph.node("Shape", [pixels], { start: 0, end: 1 });
  const classShape = graph.node("Concat", [batch, graph.integers([1, width])], { axis: 0 });
  const classToken = graph.node("Expand", [
    graph.weights("class_token", [1, 1, width], 0.1),
    classShape,
  ]);
  const tokens = graph.node("Concat", [classToken, patches], { axis: 1 });
  const positions = graph.weights("positions", [1, patchCount + 1, width], 0.1);
  const placed = graph.node("Add", [tokens, positions]);
  const normed = graph.layerNorm(placed, "norm_before", width);
  return { graph, tokens: transformer(graph, normed, shape) };
}

function sidesOf({ inputSize }: VisionShape): { width: number; height: number } {
  return typeof inputSize === "number" ? { width: inputSize, height: inputSize } : inputSize;
}

/** [batch, 3, height, width] to [batch, patches, width]. */
function patchEmbeddings(
  graph: ClipGraph,
  pixels: string,
  { patchSize, width }: VisionShape,
  patchCount: number,
): string {
  const kernel = graph.weights(
    "patches",
    [width, 3, patchSize, patchSize],
    (3 * patchSize ** 2) ** -0.5,
  );
  const grid = graph.node("Conv", [pixels, kernel], {
    kernel_shape: [patchSize, patchSize],
    strides: [patchSize, patchSize],
  });
  const rows = graph.node("Reshape", [grid, graph.integers([0, width, patchCount])]);
  return graph.node("Transpose", [rows], { perm: [0, 2, 1] });
}
