import {
  type IndexEvent,
  type IndexFailure,
  type IndexItem,
  type IndexSource,
  type Revimg,
  RevimgError,
} from "@revimg/core";
import { openIndex } from "../../index-access/open-index.js";
import { routeOf } from "../../locked-advice.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printLines } from "../../terminal/context.js";
import {
  createProgressReporter,
  type ProgressReporter,
  silentProgress,
} from "../../terminal/progress.js";
import { shellCommand } from "../../terminal/shell.js";
import { shortPath } from "../../terminal/short-path.js";
import { printable } from "../../terminal/terminal.js";
import { printEvent, printInterrupted } from "./index-events.js";
import { finishedSummary, interruptedSummary } from "./index-summary.js";
import { isRefused, type PruneEvent, pruningLines } from "./pruning.js";
import { openSources } from "./sources.js";

export interface IndexCommandOptions extends CommonOptions {
  originals?: "copy" | "reference" | "none";
  prune?: true | "force";
  queue?: boolean;
  shardSize?: number;
  /** Lists of pictures; `-` is the standard input. */
  from?: string[];
  /** Reads pictures again that were set aside. */
  retrySetAside?: boolean;
  perHost?: number;
  hostDelay?: number;
  model?: string;
  server?: URL;
}

/** `revimg index`: indexes what the sources name, and reports. Resolves to the exit code. */
export async function indexPictures(
  named: readonly (string | IndexItem)[],
  options: IndexCommandOptions,
  context: Context,
): Promise<number> {
  if (options.server !== undefined) {
    throw new RevimgError(
      "unsupported",
      `This command does not index through a server. Stop the server and run it without --server, or send the pictures to POST ${routeOf(options.server, "images")}.`,
    );
  }
  const sources = await openSources(named, options.from ?? [], context);
  const progress = createProgress(options, context);
  const sayStopping = () =>
    progress.note("Stopping after the pictures under way. Ctrl-C again quits at once.");
  context.signal.addEventListener("abort", sayStopping);
  const run: Run = { latest: undefined, failures: [], pruning: [] };
  try {
    const { revimg } = await openIndex(options, context);
    try {
      await indexInto(revimg, sources.entries, options, context, progress, run);
    } finally {
      await revimg.close();
    }
  } finally {
    context.signal.removeEventListener("abort", sayStopping);
    progress.stop();
    await sources.close();
  }
  return report(run, options, context);
}

/** What a run has reported so far. */
interface Run {
  latest: IndexEvent | undefined;
  failures: IndexFailure[];
  pruning: PruneEvent[];
}

async function indexInto(
  revimg: Revimg,
  sources: IndexSource,
  { originals, prune, json, retrySetAside, perHost, hostDelay }: IndexCommandOptions,
  { signal, stdout }: Context,
  progress: ProgressReporter,
  run: Run,
): Promise<void> {
  try {
    for await (const event of revimg.index(sources, {
      signal,
      ...(originals && { originals }),
      ...(prune && { prune }),
      ...(retrySetAside && { retrySetAside }),
      downloads: {
        ...(perHost !== undefined && { perHost }),
        ...(hostDelay !== undefined && { hostDelayMs: hostDelay }),
      },
    })) {
      run.latest = event;
      progress.update(event.progress, event.type === "tagging" ? event : undefined);
      if (event.type === "failed") {
        run.failures.push({
          name: event.name,
          code: event.error.code,
          reason: event.error.message,
        });
      }
      if (event.type === "pruning" || event.type === "pruned") run.pruning.push(event);
      if (json) printEvent(stdout, event);
      else if (event.type === "warning") {
        progress.note(
          `Warning: ${printable(shortPath(event.name))}: ${printable(event.error.message)}`,
        );
      }
    }
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  }
}

function report(
  { latest, failures, pruning }: Run,
  { json }: IndexCommandOptions,
  context: Context,
): number {
  const { signal, stdout, words } = context;
  if (latest?.type === "finished") {
    if (!json) {
      const { progress, failures } = latest;
      printLines(stdout, [...finishedSummary(progress, failures), ...pruningLines(pruning)]);
    }
    const isLeft = latest.failures.length > 0 || pruning.some(isRefused);
    return isLeft ? exitCodes.withFailures : exitCodes.finished;
  }
  const command = shellCommand(["revimg", ...words]);
  if (json) printInterrupted(stdout, latest?.progress, failures, command);
  else printLines(stdout, interruptedSummary(latest?.progress, failures, command));
  throw signal.reason;
}

/** With --json the events are the report. A progress line would mix with them. */
function createProgress({ json }: IndexCommandOptions, context: Context): ProgressReporter {
  const { stdout, stderr, environment } = context;
  if (json && (stdout.isTTY || !stderr.isTTY)) return silentProgress;
  return createProgressReporter(stderr, environment);
}
