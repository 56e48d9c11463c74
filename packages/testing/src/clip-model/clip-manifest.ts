import type { Dtype } from "./clip-graph.js";
import type { ClipShape } from "./shapes.js";
import type { HashedFile } from "./write-hashed-file.js";

export interface TagOptions {
  /** Where the vocabulary is, as the manifest shall say it. */
  vocabulary: string;
  /** In (0, 1); 0.1 by default. */
  minConfidence?: number;
}

/** The manifest of a built model: what core's `ModelManifest` describes, in format 1. */
export type ClipManifest = ReturnType<typeof clipManifest>;

/** The prompts that OpenAI found to be enough (notebook "Prompt Engineering for ImageNet"). */
const templates = [
  "itap of a {}.",
  "a bad photo of the {}.",
  "a origami {}.",
  "a photo of the large {}.",
  "a {} in a video game.",
  "art of the {}.",
  "a photo of the small {}.",
];

export function clipManifest(options: {
  id: string;
  files: Record<"vision" | "text" | "tokenizer", HashedFile>;
  dtype: Dtype;
  shape: ClipShape;
  preprocessing: number;
  tags: TagOptions | undefined;
}) {
  const { id, files, dtype, shape, preprocessing, tags } = options;
  return {
    format: 1 as const,
    id,
    description: "CLIP's architecture with random weights, for tests and benches.",
    license: "MIT",
    dimension: shape.dimension,
    preprocessing,
    image: {
      files: { [dtype]: files.vision } as Partial<Record<Dtype, HashedFile>>,
      input: {
        tensor: "pixel_values",
        size: shape.vision.inputSize,
        mean: [0.48145466, 0.4578275, 0.40821073] as [number, number, number],
        std: [0.26862954, 0.26130258, 0.27577711] as [number, number, number],
      },
      output: { tensor: "image_embeds" },
    },
    text: {
      files: { [dtype]: files.text } as Partial<Record<Dtype, HashedFile>>,
      tokenizer: files.tokenizer,
      input: { tensor: "input_ids", contextLength: shape.text.contextLength },
      output: { tensor: "text_embeds" },
    },
    ...(tags && {
      tags: {
        kind: "zero-shot" as const,
        vocabulary: tags.vocabulary,
        templates,
        logitScale: 100,
        minConfidence: tags.minConfidence ?? 0.1,
      },
    }),
  };
}
