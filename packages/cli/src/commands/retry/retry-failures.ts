import { stat } from "node:fs/promises";
import type { Revimg } from "@revimg/core";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printLines } from "../../terminal/context.js";
import { indexPictures } from "../index/index-pictures.js";

export type RetryCommandOptions = CommonOptions;

/** `revimg retry`: indexes the files of all failures again. Resolves to the exit code. */
export async function retryFailures(
  options: RetryCommandOptions,
  context: Context,
): Promise<number> {
  const { revimg } = await openExistingIndex(options, context);
  let paths: string[];
  try {
    paths = await failedPaths(revimg, context.signal);
  } finally {
    await revimg.close();
  }
  const present = await presentOf(paths);
  const gone = paths.length - present.length;
  if (gone > 0 && !options.json) {
    const files = gone === 1 ? "1 file that failed is" : `${gone} files that failed are`;
    printLines(context.stdout, [
      `${files} gone; revimg index <folder> --prune forgets such pictures.`,
    ]);
  }
  if (present.length > 0) return indexPictures(present, options, context);
  if (gone === 0 && !options.json) printLines(context.stdout, ["There are no failures."]);
  return exitCodes.finished;
}

async function presentOf(paths: readonly string[]): Promise<string[]> {
  const present: string[] = [];
  for (const path of paths) if (await stat(path).catch(() => null)) present.push(path);
  return present;
}

async function failedPaths(revimg: Revimg, signal: AbortSignal): Promise<string[]> {
  const paths = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await revimg.list({ status: "failed", sort: "name", limit: 500, cursor, signal });
    for (const { sources } of page.images) {
      for (const { path } of sources) if (path !== undefined) paths.add(path);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return [...paths];
}
