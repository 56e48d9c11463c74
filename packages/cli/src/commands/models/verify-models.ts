import { errorTable, knownModels, type VerifiedFile, verifyModel } from "@revimg/core";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { type ModelsCommandOptions, modelsSettings } from "./models-settings.js";

interface VerifiedModel {
  model: string;
  files: VerifiedFile[];
}

/** `revimg models verify`: hashes what is here again. Resolves to the exit code. */
export async function verifyModels(
  reference: string | undefined,
  options: ModelsCommandOptions,
  context: Context,
): Promise<number> {
  const settings = await modelsSettings(options, context);
  const names =
    reference === undefined ? (await knownModels()).map(({ name }) => name) : [reference];
  const models: VerifiedModel[] = [];
  for (const model of names) {
    const files = await verifyModel(model, { ...settings, signal: context.signal });
    // It is no fault if nobody has fetched a model, unless the command names that model.
    const isHere = files.some(({ state }) => state !== "missing");
    models.push({ model, files: isHere || reference !== undefined ? files : [] });
  }
  if (options.json) printJson(context.stdout, { models });
  else printLines(context.stdout, models.flatMap(describe));
  return exitCode(models.flatMap(({ files }) => files));
}

function describe({ model, files }: VerifiedModel): string[] {
  if (files.length === 0) return [`${model}: not here. Fetch it: revimg models pull ${model}`];
  if (files.every(({ state }) => state === "ok")) {
    return [`${model}: all right, ${files.length} ${files.length === 1 ? "file" : "files"}`];
  }
  return [
    `${model}:`,
    ...files.flatMap(({ file, state, advice }) => [
      `  ${state.padEnd(7)}  ${file}`,
      ...(advice ? [`           ${advice}`] : []),
    ]),
  ];
}

function exitCode(files: readonly VerifiedFile[]): number {
  if (files.some(({ state }) => state === "corrupt")) return errorTable.model_corrupt.exit;
  if (files.some(({ state }) => state === "missing")) return errorTable.model_unavailable.exit;
  return exitCodes.finished;
}
