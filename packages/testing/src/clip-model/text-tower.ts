import { ClipGraph, type Dtype } from "./clip-graph.js";
import { bytesOf, elementType } from "./onnx-graph.js";
import { type TransformerShape, transformer } from "./transformer.js";

export interface TextShape extends TransformerShape {
  /** Most tokens of a text. */
  contextLength: number;
  /** Number of token ids; the last one ends a text. */
  vocabularySize: number;
}

/** The lowest float32: a score that no softmax gives any weight. */
const masked = -3.4028234663852886e38;

/**
 * The graph of CLIP's text transformer: `input_ids` int64 [batch, sequence], with
 * any sequence up to the context length, to `text_embeds` float32 [batch,
 * dimension], not normalised. A text is read at its first end token, so what
 * stands behind that one changes nothing.
 */
export function textTower(
  shape: TextShape,
  options: { dimension: number; seed: number; dtype: Dtype },
): ClipGraph {
  const { width, contextLength, vocabularySize } = shape;
  const graph = new ClipGraph("clip_text", options);
  const ids = graph.input("input_ids", "int64", ["batch", "sequence"]);
  const sequence = graph.node("Shape", [ids], { start: 1, end: 2 });

  const tokens = graph.lookUp("tokens", [vocabularySize, width], 0.3, ids);
  const allPositions = graph.weights("positions", [contextLength, width], 0.1);
  const positions = graph.node("Slice", [
    allPositions,
    graph.integers([0]),
    sequence,
    graph.integers([0]),
  ]);
  const placed = graph.node("Add", [tokens, positions]);
  const mask = causalMask(graph, contextLength, sequence);
  const encoded = graph.layerNorm(transformer(graph, placed, shape, mask), "norm_after", width);

  const pooled = atEndToken(graph, encoded, ids);
  const embeddings = graph.project(pooled, "projection", width, options.dimension, width ** -0.5);
  graph.output("text_embeds", "float", ["batch", options.dimension], embeddings);
  return graph;
}

/** [sequence, sequence]: a token attends to itself and to those before it. */
function causalMask(graph: ClipGraph, contextLength: number, sequence: string): string {
  const values = Float32Array.from({ length: contextLength ** 2 }, (_, index) =>
    index % contextLength > Math.floor(index / contextLength) ? masked : 0,
  );
  const size = [contextLength, contextLength];
  const whole = graph.initializer("causal_mask", "float", size, bytesOf(values));
  const end = graph.node("Concat", [sequence, sequence], { axis: 0 });
  return graph.node("Slice", [whole, graph.integers([0, 0]), end, graph.integers([0, 1])]);
}

/** [batch, sequence, width] to [batch, width]: the end token has the highest id. */
function atEndToken(graph: ClipGraph, encoded: string, ids: string): string {
  // ArgMax takes no int64 on some runtimes.
  const narrow = graph.node("Cast", [ids], { to: elementType.int32 });
  const end = graph.node("ArgMax", [narrow], { axis: 1, keepdims: 1 });
  const batch = graph.node("Squeeze", [graph.node("Shape", [ids], { start: 0, end: 1 })]);
  const rows = graph.node("Range", [graph.integers([0], []), batch, graph.integers([1], [])]);
  const columnOfRows = graph.node("Unsqueeze", [rows, graph.integers([1])]);
  const places = graph.node("Concat", [columnOfRows, end], { axis: 1 });
  return graph.node("GatherND", [encoded, places]);
}
