import { migrate } from "@revimg/core/transfer";
import type { MigrateCommandOptions } from "../commands/migrate.js";
import type { Context } from "../context.js";
import { readConfig } from "../open-index.js";
import { showTransfer } from "../show-transfer.js";
import { readTargetConfig } from "../target-config.js";

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
