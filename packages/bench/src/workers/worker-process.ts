import { openIndexQueue } from "@revimg/adapters/queue";
import { createRevimg } from "@revimg/core";
import { optionsOf, type WorkerIndex } from "./worker-index.js";

/** How a worker is started: one JSON argument. */
export interface WorkerProcessOptions {
  index: WorkerIndex;
  untilEmpty: boolean;
}

/** What a worker says to the process that started it. `done`: pictures so far. */
export type WorkerMessage = { type: "ready" } | { type: "progress"; done: number };

const { index, untilEmpty } = JSON.parse(process.argv[2]!) as WorkerProcessOptions;
const draining = new AbortController();
process.once("SIGTERM", () => draining.abort());
const say = (message: WorkerMessage) => void process.send?.(message);

await using queue = await openIndexQueue({
  ...{ url: index.postgres, collection: index.collection, maxConnections: 2 },
});
await using revimg = await createRevimg(optionsOf(index));
say({ type: "ready" });
await queue.work(revimg, {
  ...{ leaseMs: index.leaseMs, pollMs: 50, untilEmpty, signal: draining.signal },
  onEvent(event) {
    if (event.type !== "progress") return;
    const { added, updated, unchanged, failed } = event.totals;
    say({ type: "progress", done: added + updated + unchanged + failed });
  },
});
process.disconnect?.();
