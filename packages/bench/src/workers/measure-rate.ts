import { setTimeout as sleep } from "node:timers/promises";
import { openIndexQueue } from "@revimg/adapters/queue";
import { startWorker } from "./start-worker.js";
import type { WorkerIndex } from "./worker-index.js";

/** Pictures a second of so many workers, from when all of them are at work to the last in the index. */
export async function measureRate(
  index: WorkerIndex,
  paths: readonly string[],
  { workers, shardSize }: { workers: number; shardSize: number },
): Promise<number> {
  await using queue = await openIndexQueue({
    ...{ url: index.postgres, collection: index.collection },
  });
  const started = Array.from({ length: workers }, () => startWorker({ index, untilEmpty: false }));
  try {
    await Promise.all(started.map(({ ready }) => ready));
    for await (const _ of queue.enqueue(paths, { shardSize, originals: "copy" }));
    // Threads start with the first picture, in each process.
    while (started.some(({ done }) => done === 0)) await sleep(10);
    const begin = performance.now();
    const before = started.reduce((sum, { done }) => sum + done, 0);
    while ((await queue.status()).finished.pictures < paths.length) await sleep(50);
    const seconds = (performance.now() - begin) / 1000;
    for (const { kill } of started) kill("SIGTERM");
    await Promise.all(started.map(({ ended }) => ended));
    return (paths.length - before) / seconds;
  } finally {
    for (const { kill } of started) kill("SIGKILL");
  }
}
