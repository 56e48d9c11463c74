import { setTimeout as sleep } from "node:timers/promises";
import type { IndexQueue, QueueStatus } from "@revimg/adapters/queue";
import { toQueueResponse } from "@revimg/http/wire";
import { openQueue } from "../../index-access/open-queue.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { canRedraw } from "../../terminal/terminal.js";
import { statusLines } from "./queue-view.js";

export type QueueCommandOptions = CommonOptions;

export interface WatchOptions extends QueueCommandOptions {
  watch?: boolean;
}

const watchEveryMs = 2_000;

/** `revimg queue`. With --watch, Ctrl-C is the normal end. Resolves to the exit code. */
export async function showQueue(options: WatchOptions, context: Context): Promise<number> {
  const { signal } = context;
  const queue = await openQueue(options, context);
  try {
    if (options.watch) await watch(queue, options, context);
    else print(queue, await queue.status({ signal }), options, context);
  } finally {
    await queue.close();
  }
  return exitCodes.finished;
}

async function watch(queue: IndexQueue, options: WatchOptions, context: Context): Promise<void> {
  const { signal, stdout, environment } = context;
  const isDrawn = !options.json && canRedraw(stdout, environment);
  try {
    for (let lines = 0; ; ) {
      const status = await queue.status({ signal });
      // The cursor goes up to the first line, and all below it is erased.
      if (isDrawn && lines > 0) stdout.write(`\x1b[${lines}A\x1b[0J`);
      lines = print(queue, status, options, context);
      await sleep(watchEveryMs, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function print(
  queue: IndexQueue,
  status: QueueStatus,
  { json }: WatchOptions,
  { stdout }: Context,
): number {
  if (json) {
    printJson(stdout, toQueueResponse(status));
    return 1;
  }
  const lines = statusLines(status, queue.location);
  printLines(stdout, lines);
  return lines.length;
}
