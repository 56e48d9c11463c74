import { loadConfig } from "@revimg/adapters/config";
import { compareImages, type ImageComparison, RevimgError } from "@revimg/core";
import { toComparisonResponse } from "@revimg/http/wire";
import { configRequest } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { readPicture } from "../search/read-picture.js";

export interface CompareCommandOptions extends CommonOptions {
  model?: string;
}

/** `revimg compare`: tells whether two pictures are the same one. Resolves to the exit code. */
export async function compareFiles(
  original: string,
  copy: string,
  options: CompareCommandOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout } = context;
  if (original === "-" && copy === "-") {
    throw new RevimgError("invalid_input", "Only one of the pictures can be the standard input.");
  }
  const { limits, models, inference } = await loadConfig(configRequest(options, context));
  const pictures = [
    await readPicture(original, options, context),
    await readPicture(copy, options, context),
  ] as const;
  const model = options.model ?? "mini";
  const settings = { model, limits, models, inference };
  const comparison = await compareImages(...pictures, { ...settings, signal });
  if (options.json) printJson(stdout, toComparisonResponse(comparison));
  else printLines(stdout, describe(comparison));
  return exitCodeOf(comparison);
}

function describe({ tier, evidence, similarity }: ImageComparison): string[] {
  return [
    sentences[tier],
    ...(evidence ? facts(evidence) : []),
    `Similarity: ${similarity.toFixed(3)}`,
  ];
}

const sentences: Record<ImageComparison["tier"], string> = {
  exact: "exact: the same picture.",
  edited: "edited: the same picture, changed.",
  different: "different: two pictures.",
  too_plain: "too plain to tell: there is too little in at least one of the pictures.",
};

function facts({
  edits,
  overlap,
  queryOverlap,
  rotation,
}: NonNullable<ImageComparison["evidence"]>): string[] {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return [
    ...(edits.length > 0 ? [`Edits: ${edits.join(", ")}`] : []),
    ...(edits.includes("rotated") ? [`Turned clockwise by: ${rotation.toFixed(1)} degrees`] : []),
    `Shown of the original: ${percent(overlap)}`,
    `Filled of the copy: ${percent(queryOverlap)}`,
  ];
}

function exitCodeOf({ tier }: ImageComparison): number {
  if (tier === "different") return exitCodes.different;
  return tier === "too_plain" ? exitCodes.tooPlain : exitCodes.finished;
}
