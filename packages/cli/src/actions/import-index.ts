import { importIndex } from "@revimg/core/transfer";
import type { ImportCommandOptions } from "../commands/import.js";
import type { Context } from "../context.js";
import { readConfig } from "../open-index.js";
import { showTransfer } from "../show-transfer.js";

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
