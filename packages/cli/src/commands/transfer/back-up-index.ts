import { type BackupProgress, backUp } from "@revimg/core/transfer";
import { readConfig } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { formatBytes, formatCount } from "../../terminal/format.js";
import { shellCommand } from "../../terminal/shell.js";

/** `revimg backup`. Resolves to the exit code. */
export async function backUpIndex(
  folder: string,
  { json = false, ...options }: CommonOptions,
  context: Context,
): Promise<number> {
  const from = await readConfig(options, context);
  const counter = createCounter(context, json);
  let progress: BackupProgress = { files: 0, bytes: 0 };
  try {
    for await (progress of backUp(from, folder, { signal: context.signal })) {
      counter.show(`Copied ${text(progress)}`);
    }
  } finally {
    counter.stop();
  }
  if (json) printJson(context.stdout, { folder, ...progress });
  else {
    const stats = ["revimg", "stats", "--data", folder];
    const named = from.collection === "default" ? [] : ["--collection", from.collection];
    printLines(context.stdout, [
      `Copied ${text(progress)}. To look at the copy:`,
      `  ${shellCommand([...stats, ...named])}`,
    ]);
  }
  return exitCodes.finished;
}

function text({ files, bytes }: BackupProgress): string {
  return `${formatCount(files)} files (${formatBytes(bytes)})`;
}
