import type { Dtype, ReindexEvent, ReindexProgress, Revimg } from "@revimg/core";
import { RevimgError } from "@revimg/core";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { formatCount, formatPictures } from "../../terminal/format.js";
import { printable } from "../../terminal/terminal.js";

export interface ReindexCommandOptions extends CommonOptions {
  model?: string;
  dtype?: Dtype;
  thumbnails?: boolean;
  dropPrevious?: boolean;
  abandon?: boolean;
}

type Finished = Extract<ReindexEvent, { type: "finished" }>;

/** `revimg reindex`. Resolves to the exit code. */
export async function reindexPictures(
  options: ReindexCommandOptions,
  context: Context,
): Promise<number> {
  requireOneTask(options);
  // The index's own model, whatever the configuration says: it may name the new one already.
  const { revimg } = await openExistingIndex(options, context, { model: "auto" });
  try {
    if (options.dropPrevious) return await drop(revimg, "previous", options, context);
    if (options.abandon) return await drop(revimg, "unfinished", options, context);
    return await move(revimg, options, context);
  } finally {
    await revimg.close();
  }
}

function requireOneTask({ model, dropPrevious, abandon }: ReindexCommandOptions): void {
  const tasks = [model !== undefined, dropPrevious, abandon].filter(Boolean).length;
  if (tasks === 1) return;
  throw new RevimgError(
    "invalid_input",
    "Say one of --model, --drop-previous and --abandon.\nUsage and examples: revimg reindex --help",
  );
}

async function drop(
  revimg: Revimg,
  which: "previous" | "unfinished",
  { json = false }: ReindexCommandOptions,
  { stdout, signal }: Context,
): Promise<number> {
  const dropped = await revimg.dropVectors(which, { signal });
  const of = which === "previous" ? "an earlier model" : "a move that was begun";
  if (json) printJson(stdout, { dropped });
  else if (dropped === 0) printLines(stdout, [`There are no vectors of ${of}.`]);
  else printLines(stdout, [`The vectors of ${of} are removed.`]);
  return exitCodes.finished;
}

async function move(
  revimg: Revimg,
  { model = "", dtype, thumbnails = false, json = false }: ReindexCommandOptions,
  context: Context,
): Promise<number> {
  const { stdout, signal } = context;
  const before = revimg.model.id;
  const counter = createCounter(context, json);
  let finished: Finished | undefined;
  let hasMoved = false;
  try {
    const request = { model, ...(dtype && { dtype }), thumbnails, signal };
    for await (const event of revimg.reindex(request)) {
      counter.show(status(event));
      if (event.type === "switched") hasMoved = true;
      if (event.type === "finished") finished = event;
      if (json) printJson(stdout, toJson(event));
      else if (event.type === "failed" || event.type === "warning") {
        counter.print(stdout, `${printable(event.name)}: ${event.error.message}`);
      }
    }
  } finally {
    counter.stop();
  }
  const { isSwitched, progress } = finished!;
  if (!json)
    printLines(
      stdout,
      summary(finished!, { from: before, to: revimg.model.id, hasMoved, thumbnails }),
    );
  return isSwitched && progress.failed === 0 ? exitCodes.finished : exitCodes.withFailures;
}

function status(event: ReindexEvent): string {
  if (event.type === "tagging") {
    const things = event.step === "labels" ? "words" : "groups of pictures";
    return `Tagging: ${formatCount(event.done)} of ${formatCount(event.total)} ${things}`;
  }
  const { done, total, embedded, elapsedMs } = event.progress;
  const rate = elapsedMs > 0 ? (1000 * embedded) / elapsedMs : 0;
  const left = rate > 0 ? `, about ${minutes((total - done) / rate)} left` : "";
  return `Embedded ${formatCount(done)} of ${formatCount(total)}, ${rate.toFixed(1)} a second${left}`;
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

interface Move {
  from: string;
  to: string;
  /** False where the index had this very model before. */
  hasMoved: boolean;
  thumbnails: boolean;
}

function summary(
  { isSwitched, progress }: Finished,
  { from, to, hasMoved, thumbnails }: Move,
): string[] {
  const { embedded, fromThumbnails, failed } = progress;
  if (!isSwitched) {
    return [
      `${formatPictures(failed)} could not be embedded, so the index stays with ${from}.`,
      thumbnails
        ? "Index them again or delete them, then run the same command again."
        : "Index them again, delete them, or run this command with --thumbnails.",
    ];
  }
  if (!hasMoved) return [`The index has the model ${to} already.`];
  const part = fromThumbnails > 0 ? `, ${formatCount(fromThumbnails)} from thumbnails` : "";
  return [
    // One model may come in several number formats.
    `The index has moved ${from === to ? `to another format of ${to}` : `from ${from} to ${to}`}: ${formatPictures(embedded)} embedded${part}.`,
    "The vectors of before are kept. To remove them: revimg reindex --drop-previous",
  ];
}

function toJson(event: ReindexEvent) {
  const { type, progress, ...rest } = event;
  return { type, ...jsonDetails(rest), progress: jsonProgress(progress) };
}

function jsonDetails(details: Record<string, unknown>): Record<string, unknown> {
  const { error, isSwitched, ...rest } = details;
  return {
    ...rest,
    ...(isSwitched !== undefined && { is_switched: isSwitched }),
    ...(error instanceof RevimgError && { code: error.code, reason: error.message }),
  };
}

function jsonProgress({ fromThumbnails, elapsedMs, ...progress }: ReindexProgress) {
  return { ...progress, from_thumbnails: fromThumbnails, elapsed_ms: Math.round(elapsedMs) };
}
