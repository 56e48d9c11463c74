import type { ImageRecord, ListOptions, Revimg } from "@revimg/core";
import { indexCommand, openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { FilterOptions } from "../../shared/filter-options.js";
import { imageFilterOf } from "../../shared/image-filter.js";
import type { CommonOptions } from "../../shared/options.js";
import { toWireRecord } from "../../shared/wire-record.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { shellCommand } from "../../terminal/shell.js";
import { createStyle, hasColour, terminalWidth } from "../../terminal/terminal.js";
import { renderFailures, renderPictures } from "./pictures-view.js";

export interface ListCommandOptions extends CommonOptions, FilterOptions {
  sort: "date" | "name" | "size";
  reverse?: boolean;
  limit: number;
  cursor?: string;
  all?: boolean;
  failed?: boolean;
}

export type FailuresCommandOptions = CommonOptions;

/** `revimg list`. Resolves to the exit code. */
export async function listPictures(options: ListCommandOptions, context: Context): Promise<number> {
  const request = toRequest(options);
  const index = await openExistingIndex(options, context, { preload: false });
  try {
    let shown = 0;
    for await (const { images, nextCursor } of pages(index.revimg, request, options, context)) {
      print(images, options, context, shown === 0);
      shown += images.length;
      if (nextCursor !== null && !options.all) sayMore(nextCursor, options, context);
    }
    if (shown === 0 && !options.json) {
      const advice = `Fill it first: ${indexCommand(index)}`;
      printLines(context.stdout, [await nothingToList(index.revimg, options, advice)]);
    }
  } finally {
    await index.revimg.close();
  }
  return exitCodes.finished;
}

/** `revimg failures`. Resolves to the exit code. */
export function listFailures(options: FailuresCommandOptions, context: Context): Promise<number> {
  const all = { sort: "date", limit: 500, all: true, failed: true } as const;
  return listPictures({ ...options, ...all }, context);
}

function toRequest({ sort, reverse, limit, cursor, failed, ...filters }: ListCommandOptions) {
  const isDescending = (sort !== "name") !== (reverse === true);
  const filter = imageFilterOf(filters);
  const request: ListOptions = {
    ...{ sort, limit, order: isDescending ? "descending" : "ascending" },
    ...(cursor !== undefined && { cursor }),
    ...(failed && { status: "failed" }),
    ...(filter && { filter }),
  };
  return request;
}

async function* pages(
  revimg: Revimg,
  request: ListOptions,
  { all }: ListCommandOptions,
  { signal }: Context,
) {
  let { cursor } = request;
  do {
    const page = await revimg.list({ ...request, cursor, signal });
    yield page;
    cursor = page.nextCursor ?? undefined;
  } while (all && cursor !== undefined);
}

function print(
  images: readonly ImageRecord[],
  { json, failed }: ListCommandOptions,
  { stdout, environment }: Context,
  isFirst: boolean,
): void {
  if (json) {
    for (const image of images) printJson(stdout, toWireRecord(image));
    return;
  }
  if (images.length === 0) return;
  const style = createStyle(hasColour(stdout, environment));
  const width = terminalWidth(stdout, environment);
  const render = failed ? renderFailures : renderPictures;
  printLines(stdout, render(images, { width, style, hasTitles: isFirst }));
}

function sayMore(cursor: string, options: ListCommandOptions, context: Context): void {
  const { stdout, stderr, words } = context;
  if (options.json) {
    printJson(stdout, { type: "more", cursor });
    return;
  }
  const given = words.indexOf("--cursor");
  const others = given === -1 ? words : words.toSpliced(given, 2);
  const command = shellCommand(["revimg", ...others, "--cursor", cursor]);
  stderr.write(`\nThere are more: --all lists them. The next page:\n  ${command}\n`);
}

async function nothingToList(
  revimg: Revimg,
  options: ListCommandOptions,
  advice: string,
): Promise<string> {
  if (options.failed) return "There are no failures.";
  if (options.cursor !== undefined) return "There are no more.";
  const { count } = await revimg.stats();
  return count === 0 ? `The index is empty. ${advice}` : "No picture matches the filter.";
}
