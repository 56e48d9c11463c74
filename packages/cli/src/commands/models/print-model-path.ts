import { modelPath } from "@revimg/core";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { type ModelsCommandOptions, modelsSettings } from "./models-settings.js";

/** `revimg models path`. Resolves to the exit code. */
export async function printModelPath(
  reference: string,
  options: ModelsCommandOptions,
  context: Context,
): Promise<number> {
  const path = await modelPath(reference, await modelsSettings(options, context));
  if (options.json) printJson(context.stdout, { model: reference, path });
  else printLines(context.stdout, [path]);
  return exitCodes.finished;
}
