import type { Embedder } from "../inference/embedder.js";
import { normalized } from "../inference/vectors.js";
import { RevimgError } from "../lib/errors.js";

/** The input of label embeddings. */
interface LabelSource {
  embedder: Pick<Embedder, "id" | "dimension" | "embedTexts">;
  /** Sentences with `{}` in place of the word. */
  templates: readonly string[];
}

/**
 * The embedding of each word: the mean of the normalised embeddings of its sentences,
 * one for each template, normalised again (CLIP paper, section 3.1.4). Shape [words,
 * dimension], row by row. Rejects as `embedTexts` does.
 */
export async function embedLabels(
  words: readonly string[],
  { embedder, templates }: LabelSource,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { dimension } = embedder;
  const rows = new Float32Array(words.length * dimension);
  // One template at a time: sentences of similar length share an inference.
  for (const template of templates) {
    const texts = words.map((word) => template.replaceAll("{}", () => word));
    const vectors = await embedder.embedTexts(texts, { priority: "bulk", signal });
    for (const [row, vector] of vectors.entries()) {
      for (let i = 0; i < dimension; i++) rows[row * dimension + i]! += vector[i]!;
    }
  }
  for (let row = 0; row < words.length; row++) {
    const mean = normalized(rows.subarray(row * dimension, (row + 1) * dimension));
    if (!mean) throw noDirection(embedder.id, words[row]!);
    rows.set(mean, row * dimension);
  }
  return rows;
}

function noDirection(model: string, word: string): RevimgError {
  return new RevimgError(
    "model_corrupt",
    `The sentences about "${word}" have no mean direction in the model ${model}, so it can't be a tag. Change the templates in its manifest.`,
    { details: { model } },
  );
}
