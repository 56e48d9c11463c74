import { exportIndex } from "@revimg/core/transfer";
import { readConfig } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { followTransfer, summary } from "./show-transfer.js";

/** `revimg export`. Resolves to the exit code. */
export async function exportToFolder(
  folder: string,
  { json = false, ...options }: CommonOptions,
  context: Context,
): Promise<number> {
  const from = await readConfig(options, context);
  const events = exportIndex(from, folder, { signal: context.signal });
  const { progress, problems } = await followTransfer(events, { verb: "Exported", json }, context);
  if (json) printJson(context.stdout, { type: "finished", progress, problems });
  else printLines(context.stdout, [summary(progress, "Exported")]);
  return problems === 0 ? exitCodes.finished : exitCodes.withFailures;
}
