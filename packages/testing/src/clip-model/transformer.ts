import type { ClipGraph } from "./clip-graph.js";

/** Sizes of a stack of transformer blocks; the MLP between is four times as wide. */
export interface TransformerShape {
  layers: number;
  width: number;
  heads: number;
}

/**
 * Transformer blocks with the normalisation before each half, as in CLIP (Radford
 * and others, 2021): [batch, sequence, width] to the same. `mask`, [sequence,
 * sequence], is added to the scores of attention.
 */
export function transformer(
  graph: ClipGraph,
  tokens: string,
  shape: TransformerShape,
  mask?: string,
): string {
  const constants = {
    splitHeads: graph.integers([0, 0, shape.heads, shape.width / shape.heads]),
    joinHeads: graph.integers([0, 0, shape.width]),
    scoreScale: graph.scalar((shape.width / shape.heads) ** -0.5),
    geluSlope: graph.scalar(1.702),
  };
  let x = tokens;
  for (let layer = 0; layer < shape.layers; layer++) {
    const name = `layers.${layer}`;
    const attended = attention(graph, x, name, shape, constants, mask);
    x = graph.node("Add", [x, attended]);
    x = graph.node("Add", [x, feedForward(graph, x, name, shape.width, constants)]);
  }
  return x;
}

interface Constants {
  splitHeads: string;
  joinHeads: string;
  scoreScale: string;
  geluSlope: string;
}

function attention(
  graph: ClipGraph,
  x: string,
  name: string,
  { width }: TransformerShape,
  { splitHeads, joinHeads, scoreScale }: Constants,
  mask: string | undefined,
): string {
  const input = graph.layerNorm(x, `${name}.norm1`, width);
  const part = (of: string) => graph.linear(input, `${name}.${of}`, width, width, width ** -0.5);
  const byHead = (values: string, order: number[]) =>
    graph.node("Transpose", [graph.node("Reshape", [values, splitHeads])], { perm: order });

  const queries = byHead(graph.node("Mul", [part("query"), scoreScale]), [0, 2, 1, 3]);
  const keys = byHead(part("key"), [0, 2, 3, 1]);
  const values = byHead(part("value"), [0, 2, 1, 3]);
  const scores = graph.node("MatMul", [queries, keys]);
  const masked = mask === undefined ? scores : graph.node("Add", [scores, mask]);
  const heads = graph.node("MatMul", [graph.node("Softmax", [masked], { axis: -1 }), values]);
  const joined = graph.node("Reshape", [
    graph.node("Transpose", [heads], { perm: [0, 2, 1, 3] }),
    joinHeads,
  ]);
  return graph.linear(joined, `${name}.out`, width, width, 2 * width ** -0.5);
}

function feedForward(
  graph: ClipGraph,
  x: string,
  name: string,
  width: number,
  { geluSlope }: Constants,
): string {
  const input = graph.layerNorm(x, `${name}.norm2`, width);
  const inner = graph.linear(input, `${name}.inner`, width, 4 * width, width ** -0.5);
  // quick_gelu: x times sigmoid(1.702 x)
  const gate = graph.node("Sigmoid", [graph.node("Mul", [inner, geluSlope])]);
  const active = graph.node("Mul", [inner, gate]);
  return graph.linear(active, `${name}.outer`, 4 * width, width, (4 * width) ** -0.5);
}
