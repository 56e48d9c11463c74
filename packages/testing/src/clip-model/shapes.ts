import type { TextShape } from "./text-tower.js";
import type { VisionShape } from "./vision-tower.js";

/** `full` has the shapes of ViT-B/32; `tiny` is the same graph with little in it. */
export type ClipSize = "tiny" | "full";

export interface ClipShape {
  vision: VisionShape;
  text: Omit<TextShape, "vocabularySize">;
  /** Token ids there must be; null: as many as the tokenizer has. */
  vocabularySize: number | null;
  dimension: number;
}

/** Sizes as in the CLIP paper, table 20, and in OpenAI's published ViT-B/32. */
export const shapes: Record<ClipSize, ClipShape> = {
  full: {
    vision: { inputSize: 224, patchSize: 32, layers: 12, width: 768, heads: 12 },
    text: { contextLength: 77, layers: 12, width: 512, heads: 8 },
    vocabularySize: 49_408,
    dimension: 512,
  },
  tiny: {
    vision: { inputSize: 64, patchSize: 8, layers: 2, width: 64, heads: 4 },
    text: { contextLength: 77, layers: 2, width: 64, heads: 4 },
    vocabularySize: null,
    dimension: 512,
  },
};
