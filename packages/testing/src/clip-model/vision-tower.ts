import { ClipGraph, type Dtype } from "./clip-graph.js";
import { type TransformerShape, transformer } from "./transformer.js";

export interface VisionShape extends TransformerShape {
  /** Pixels a side of the input. */
  inputSize: number;
  /** Pixels a side of a patch. */
  patchSize: number;
}

/**
 * The graph of CLIP's vision transformer: `pixel_values` float32 [batch, 3, size,
 * size] to `image_embeds` float32 [batch, dimension], not normalised.
 */
export function visionTower(
  shape: VisionShape,
  options: { dimension: number; seed: number; dtype: Dtype },
): ClipGraph {
  const { inputSize, patchSize, width } = shape;
  const patchCount = (inputSize / patchSize) ** 2;
  const graph = new ClipGraph("clip_vision", options);
  const pixels = graph.input("pixel_values", "float", ["batch", 3, inputSize, inputSize]);

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

  const encoded = transformer(graph, graph.layerNorm(placed, "norm_before", width), shape);
  const first = graph.node("Gather", [encoded, graph.integers([0], [])], { axis: 1 });
  const pooled = graph.layerNorm(first, "norm_after", width);
  const embeddings = graph.project(pooled, "projection", width, options.dimension, width ** -0.5);
  graph.output("image_embeds", "float", ["batch", options.dimension], embeddings);
  return graph;
}

/** [batch, 3, size, size] to [batch, patches, width]. */
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
