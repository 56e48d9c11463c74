import { openConfiguredQueue, readConfig } from "@revimg/adapters/config";
import type { IndexQueue, WorkEvent, WorkTotals } from "@revimg/adapters/queue";
import type { Revimg } from "@revimg/core";
import { configRequest, openIndex } from "../../index-access/open-index.js";
import { requireSharedStores } from "../../index-access/require-shared-stores.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createProgressReporter, silentProgress } from "../../terminal/progress.js";
import { printable } from "../../terminal/terminal.js";
import { eventNote, totalsLine, wireEvent } from "./worker-view.js";

export interface WorkerCommandOptions extends CommonOptions {
  concurrency: number;
  lease: number;
  untilEmpty?: boolean;
}

/**
 * `revimg worker`: works until it is asked to stop, which is its normal end. Resolves to
 * the exit code.
 */
export async function runWorker(options: WorkerCommandOptions, context: Context): Promise<number> {
  const report = await readConfig(configRequest(options, context));
  requireSharedStores(report);
  const queue = await openConfiguredQueue(report);
  try {
    const { revimg } = await openIndex(options, context);
    try {
      const totals = await work(queue, revimg, options, context);
      if (options.json) printJson(context.stdout, { type: "stopped", totals });
      else printLines(context.stdout, [totalsLine(totals)]);
      return totals.failed > 0 ? exitCodes.withFailures : exitCodes.finished;
    } finally {
      await revimg.close();
    }
  } finally {
    await queue.close();
  }
}

async function work(
  queue: IndexQueue,
  revimg: Revimg,
  { concurrency, lease, untilEmpty = false, json = false }: WorkerCommandOptions,
  { signal, stdout, stderr, environment }: Context,
): Promise<WorkTotals> {
  const progress = json ? silentProgress : createProgressReporter(stderr, environment);
  const started = performance.now();
  const onEvent = (event: WorkEvent) => {
    if (event.type === "progress") return progress.update(asProgress(event.totals, started));
    if (json) return printJson(stdout, wireEvent(event));
    const note = eventNote(event);
    if (note !== null) progress.note(printable(note));
  };
  const sayDraining = () =>
    progress.note("Draining: finishing the pictures under way. Ctrl-C again quits at once.");
  signal.addEventListener("abort", sayDraining);
  if (json) printJson(stdout, { type: "working", queue: queue.location });
  else stderr.write(`Working on the queue at ${queue.location} (Ctrl-C drains and stops)\n`);
  try {
    const leaseMs = lease * 1000;
    return await queue.work(revimg, { concurrency, leaseMs, untilEmpty, signal, onEvent });
  } finally {
    signal.removeEventListener("abort", sayDraining);
    progress.stop();
  }
}

function asProgress({ shards, ...counts }: WorkTotals, started: number) {
  const { added, updated, unchanged, failed } = counts;
  const done = added + updated + unchanged + failed;
  return { ...counts, done, total: undefined, elapsedMs: performance.now() - started };
}
