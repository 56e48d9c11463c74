import { stat } from "node:fs/promises";
import { join } from "node:path";
import { RevimgError } from "@revimg/core";
import { checkModel, type ModelCheck } from "@revimg/core/evaluation";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { type ModelsCommandOptions, modelsSettings } from "./models-settings.js";

export interface CheckCommandOptions extends ModelsCommandOptions {
  /** A built-in name or the path of a manifest. Default: `manifest.json` in the folder. */
  model?: string;
  dtype?: "fp32" | "fp16" | "int8";
  /** Least cosine of a vector that counts as right. */
  least: number;
}

/** Vectors that are listed, the worst first. */
const mostListed = 10;

/** `revimg models check`: compares with reference vectors. Resolves to the exit code. */
export async function checkModelFolder(
  folder: string,
  options: CheckCommandOptions,
  context: Context,
): Promise<number> {
  const { dtype, least, json } = options;
  const models = await modelsSettings(options, context);
  const model = options.model ?? (await manifestIn(folder));
  const { signal } = context;
  const check = await checkModel(model, folder, { ...(dtype && { dtype }), models, signal });
  const low = check.vectors.filter(({ cosine }) => cosine < least);
  if (json) {
    const { vectors, ...figures } = check;
    printJson(context.stdout, { ...figures, least, below: low.length, vectors });
  } else printLines(context.stdout, describe(check, low, least));
  return low.length > 0 ? exitCodes.withFailures : exitCodes.finished;
}

async function manifestIn(folder: string): Promise<string> {
  const path = join(folder, "manifest.json");
  if (await stat(path).catch(() => null)) return path;
  throw new RevimgError(
    "invalid_input",
    `There is no manifest.json in ${folder}. Name the model: --model ./my-model/manifest.json.`,
    { details: { path } },
  );
}

function describe(
  { model, dtype, min, mean, vectors }: ModelCheck,
  low: ModelCheck["vectors"],
  least: number,
): string[] {
  const count = (kind: "picture" | "text") => {
    const number = vectors.filter((each) => each.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}${number === 1 ? "" : "s"}`];
  };
  const [worst] = vectors;
  const head = [
    `${model} (${dtype}): ${[...count("picture"), ...count("text")].join(" and ")}`,
    `Cosine with the reference: ${shown(min)} at least (${worst!.name}), ${shown(mean)} on average.`,
  ];
  if (low.length === 0) return [...head, `All reach ${least}: the manifest fits.`];
  const more = low.length - mostListed;
  return [
    ...head,
    `${low.length} of ${vectors.length} are below ${least}:`,
    ...low.slice(0, mostListed).map(({ cosine, name }) => `  ${shown(cosine)}  ${name}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...advice(low),
  ];
}

/** What to look at in the manifest, by what is wrong. */
function advice(low: ModelCheck["vectors"]): string[] {
  const kinds = new Set(low.map(({ kind }) => kind));
  return [
    ...(kinds.has("picture")
      ? ["For pictures, look at resize, resizeTo, filter, mean, std and pooling in the manifest."]
      : []),
    ...(kinds.has("text")
      ? ["For texts, look at padding, cleaning and contextLength in the manifest."]
      : []),
  ];
}

/** Never rounded up to 1: 0.999996 is not the same vector. */
function shown(cosine: number): string {
  const digits = 1e5;
  return (Math.floor(cosine * digits) / digits).toFixed(5);
}
