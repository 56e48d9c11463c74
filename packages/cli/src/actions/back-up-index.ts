import { type BackupProgress, backUp } from "@revimg/core/transfer";
import { type Context, printJson, printLines } from "../context.js";
import { createCounter } from "../counter.js";
import { exitCodes } from "../exit-codes.js";
import { formatBytes, formatCount } from "../format.js";
import { readConfig } from "../open-index.js";
import type { CommonOptions } from "../options.js";
import { shellCommand } from "../shell.js";

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
