import type { EnqueueEvent } from "@revimg/adapters/queue";
import { RevimgError } from "@revimg/core";
import { openQueue } from "../../index-access/open-queue.js";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { formatPictures } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { printable } from "../../terminal/terminal.js";
import { shards } from "../queue/queue-view.js";
import type { IndexCommandOptions } from "./index-pictures.js";
import { openSources } from "./sources.js";

/** `revimg index --queue`: leaves the work to workers. Resolves to the exit code. */
export async function enqueuePictures(
  paths: readonly string[],
  options: IndexCommandOptions,
  context: Context,
): Promise<number> {
  const { originals, shardSize, prune, model, perHost, hostDelay, json = false } = options;
  const other = prune ? "--prune" : model ? "--model" : null;
  if (other !== null) {
    throw new RevimgError(
      "invalid_input",
      `${other} has no effect with --queue: workers do the indexing. ${other === "--prune" ? "When the queue is empty, run revimg index with --prune once." : "Give it to the first worker: REVIMG_MODEL."}`,
    );
  }
  const { signal, stdout, stderr } = context;
  const sources = await openSources(paths, options.from ?? [], context);
  const counter = createCounter(context, json);
  await using queue = await openQueue(options, context);
  let last: EnqueueEvent | undefined;
  try {
    for await (const event of queue.enqueue(sources.entries, {
      ...{ signal, ...(shardSize && { shardSize }) },
      ...(originals && { originals }),
      downloads: {
        ...(perHost !== undefined && { perHost }),
        ...(hostDelay !== undefined && { hostDelayMs: hostDelay }),
      },
    })) {
      last = event;
      if (json) printJson(stdout, event);
      else if (event.type === "enqueued") {
        counter.show(`${formatPictures(event.pictures)} put onto the queue`);
      } else if (event.type === "failed") {
        const { name, error } = event;
        counter.print(stderr, `Not listed: ${printable(shortPath(name))}: ${error.message}`);
      }
    }
  } finally {
    counter.stop();
    await sources.close();
  }
  if (last?.type !== "finished") throw signal.reason;
  if (!json) {
    const { pictures, shards: count } = last;
    printLines(stdout, [
      `${formatPictures(pictures)} put onto the queue, in ${shards(count)}.`,
      "To index them: revimg worker. To see how far it is: revimg queue",
    ]);
  }
  return last.failed > 0 ? exitCodes.withFailures : exitCodes.finished;
}
