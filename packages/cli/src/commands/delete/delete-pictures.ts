import { type ImageFilter, type Revimg, RevimgError } from "@revimg/core";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { FilterOptions } from "../../shared/filter-options.js";
import { imageFilterOf } from "../../shared/image-filter.js";
import type { CommonOptions } from "../../shared/options.js";
import { ask, canAsk } from "../../terminal/ask.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatPictures } from "../../terminal/format.js";
import { printable } from "../../terminal/terminal.js";

export interface DeleteCommandOptions extends CommonOptions, FilterOptions {
  yes?: boolean;
}

/** `revimg delete`. Resolves to the exit code. */
export async function deletePictures(
  ids: readonly string[],
  options: DeleteCommandOptions,
  context: Context,
): Promise<number> {
  const filter = imageFilterOf(options);
  requireOne(ids, filter);
  const { signal, stdout } = context;
  const { revimg } = await openExistingIndex(options, context, { preload: false });
  try {
    if (!(await isAgreed(revimg, ids, filter, options, context))) {
      printLines(stdout, ["Nothing was deleted."]);
      return exitCodes.finished;
    }
    const deleted = await revimg.delete(filter ? { filter } : ids, { signal });
    const unknown = filter ? 0 : new Set(ids).size - deleted;
    if (options.json) printJson(stdout, { deleted, unknown });
    else printLines(stdout, outcome(deleted, unknown));
    return unknown > 0 ? exitCodes.withFailures : exitCodes.finished;
  } finally {
    await revimg.close();
  }
}

function outcome(deleted: number, unknown: number): string[] {
  const lines = [`${formatPictures(deleted)} deleted from the index.`];
  if (unknown === 0) return lines;
  const ids = unknown === 1 ? "1 id is" : `${unknown} ids are`;
  return [...lines, `${ids} not in the index; revimg list shows those that are.`];
}

function requireOne(ids: readonly string[], filter: ImageFilter | undefined): void {
  const help = "Usage and examples: revimg delete --help";
  if (ids.length === 0 && !filter) {
    throw new RevimgError("invalid_input", `Name the pictures: ids, or a filter.\n${help}`);
  }
  if (ids.length > 0 && filter) {
    throw new RevimgError("invalid_input", `Give ids or a filter, not both.\n${help}`);
  }
}

/** Ids were chosen one by one; of a filter nobody knows what it matches before it is counted. */
async function isAgreed(
  revimg: Revimg,
  ids: readonly string[],
  filter: ImageFilter | undefined,
  { yes, json }: DeleteCommandOptions,
  context: Context,
): Promise<boolean> {
  if (yes || ids.length > 0) return true;
  if (json || !canAsk(context)) {
    throw new RevimgError(
      "invalid_input",
      "Deleting by a filter needs an answer, and nobody is there to give it. See first what matches (revimg list with the same filter), then say --yes.",
    );
  }
  const { images, nextCursor } = await revimg.list({
    ...(filter && { filter }),
    ...{ limit: 500, signal: context.signal },
  });
  if (images.length === 0) return true;
  const count = nextCursor === null ? formatPictures(images.length) : "more than 500 pictures";
  const example = printable(images[0]!.filename);
  const answer = await ask(`Delete ${count}, such as ${example}? [y/N] `, context);
  return /^y(es)?$/i.test(answer);
}
