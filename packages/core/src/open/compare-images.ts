import type { ImageComparison } from "../api/comparing.js";
import type { RevimgOptions } from "../api/options.js";
import type { EmbedCallOptions } from "../api/revimg.js";
import type { ImageInput } from "../api/search-query.js";
import { checkOptions } from "../lib/call-arguments.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { createRevimg } from "./create-revimg.js";

/** How `compareImages` reads pictures. `model` gives the similarity. Default `"mini"`. */
export interface CompareOptions
  extends EmbedCallOptions,
    Pick<RevimgOptions, "model" | "models" | "inference" | "limits"> {}

const known = ["model", "models", "inference", "limits", "deadlineMs", "signal"];

/**
 * `Revimg.compare` without an index. The model is loaded for this one call, so for many
 * pairs the method of an open index is the quicker one. Rejects as that does, and as
 * `createRevimg` does when the model can't be loaded or an option is wrong.
 *
 * @example
 * const { tier, evidence } = await compareImages("./original.jpg", "./found.jpg");
 */
export async function compareImages(
  original: ImageInput,
  copy: ImageInput,
  options: CompareOptions = {},
): Promise<ImageComparison> {
  checkOptions("compareImages()", options, known);
  const { deadlineMs, signal, ...others } = options;
  const revimg = await createRevimg({
    ...{ model: "mini", ...others, cache: false },
    vectors: memoryVectors,
    metadata: memoryMetadata,
    blobs: memoryBlobs,
  });
  try {
    return await revimg.compare(original, copy, { deadlineMs, signal });
  } finally {
    await revimg.close();
  }
}
