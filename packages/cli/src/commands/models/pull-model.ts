import { type PulledFile, type PullProgress, pullModel } from "@revimg/core";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatBytes } from "../../terminal/format.js";
import { createModelProgress, type ModelProgress } from "../../terminal/model-progress.js";
import { shellCommand } from "../../terminal/shell.js";
import { type ModelsCommandOptions, modelsSettings } from "./models-settings.js";

export interface PullCommandOptions extends ModelsCommandOptions {
  dtype?: "fp32" | "fp16" | "int8";
  parts?: "image" | "text" | "all";
}

const printEveryMs = 1_000;

/** `revimg models pull`: fetches a model's files. Resolves to the exit code. */
export async function pullModelFiles(
  reference: string,
  options: PullCommandOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout } = context;
  const { dtype, parts = "all", json } = options;
  const settings = await modelsSettings(options, context);
  const progress = json ? jsonProgress(context) : createModelProgress(context);
  try {
    const files = await pullModel(reference, {
      ...settings,
      ...(dtype && { dtype }),
      ...(parts !== "all" && { parts: [parts] }),
      onProgress: (at) => progress.update(at),
      signal,
    });
    progress.stop();
    if (json) printFiles(files, context);
    else printLines(stdout, summary(reference, files));
    return exitCodes.finished;
  } catch (error) {
    progress.stop();
    if (signal.aborted && error === signal.reason) sayStopped(json === true, context);
    throw error;
  }
}

function summary(reference: string, files: readonly PulledFile[]): string[] {
  const lines = files.map(
    ({ file, bytes, fetched }) =>
      `${file}  ${formatBytes(bytes)}${fetched === 0 ? ", was here" : ""}`,
  );
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [...lines, `${reference} is ready: ${formatBytes(bytes)}, every SHA-256 is right.`];
}

function sayStopped(json: boolean, { stdout, stderr, words }: Context): void {
  const command = shellCommand(["revimg", ...words]);
  if (json) printJson(stdout, { type: "interrupted", command });
  else printLines(stderr, ["Stopped. What has arrived is kept; to go on:", `  ${command}`]);
}

function printFiles(files: readonly PulledFile[], { stdout }: Context): void {
  for (const file of files) printJson(stdout, { type: "file", ...file });
  const sum = (key: "bytes" | "fetched") => files.reduce((total, file) => total + file[key], 0);
  printJson(stdout, { type: "finished", bytes: sum("bytes"), fetched: sum("fetched") });
}

/** Prints one line a second, and one at the end of each file. */
function jsonProgress({ stdout }: Context): ModelProgress {
  let printedAt = Number.NEGATIVE_INFINITY;
  return {
    update({ file, received, total, bytesPerSecond }: PullProgress) {
      if (performance.now() - printedAt < printEveryMs && received !== total) return;
      printedAt = performance.now();
      printJson(stdout, {
        ...{ type: "progress", file, received, total },
        bytes_per_second: Math.round(bytesPerSecond),
      });
    },
    stop() {},
  };
}
