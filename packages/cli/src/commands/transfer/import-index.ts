import { importIndex } from "@revimg/core/transfer";
import { readConfig } from "../../index-access/open-index.js";
import type { CommonOptions } from "../../shared/options.js";
import type { Context } from "../../terminal/context.js";
import { showTransfer } from "./show-transfer.js";

export interface ImportCommandOptions extends CommonOptions {
  sample: number;
}

/** `revimg import`. Resolves to the exit code. */
export async function importFromFolder(
  folder: string,
  { sample, json = false, ...options }: ImportCommandOptions,
  context: Context,
): Promise<number> {
  const to = await readConfig(options, context);
  const events = importIndex(folder, to, { sample, signal: context.signal });
  const sides = { from: "in the folder", to: "in the index" };
  return showTransfer(events, { verb: "Imported", json, sides }, context);
}
