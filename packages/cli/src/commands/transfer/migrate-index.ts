import { migrate } from "@revimg/core/transfer";
import { readConfig } from "../../index-access/open-index.js";
import type { CommonOptions } from "../../shared/options.js";
import type { Context } from "../../terminal/context.js";
import { showTransfer } from "./show-transfer.js";
import { readTargetConfig, type TargetOptions } from "./target-config.js";

export interface MigrateCommandOptions extends CommonOptions, TargetOptions {
  sample: number;
}

/** `revimg migrate`. Resolves to the exit code. */
export async function migrateIndex(
  options: MigrateCommandOptions,
  context: Context,
): Promise<number> {
  const { sample, json = false } = options;
  const from = await readConfig(options, context);
  const to = await readTargetConfig(options, from.collection);
  const events = migrate(from, to, { sample, signal: context.signal });
  return showTransfer(events, { verb: "Copied", json }, context);
}
