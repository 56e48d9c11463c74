import { setTimeout } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

/**
 * Milliseconds that a thread is left idle before it ends, after its garbage is
 * collected.
 *
 * Node 20 can abort the whole process when a thread ends while V8 still optimises its
 * code in the background and its heap is then collected ("Assertion failed:
 * (data.first) != nullptr" in node_platform.cc). Without a rest, 5 of 30 runs of the
 * migration tests beside each other ended so. Later versions of Node need none.
 */
export const restMs = Number(process.versions.node.split(".", 1)[0]) < 22 ? 150 : 0;
/**
 * A thread that does not answer by then is ended as it is. This is longer than any work
 * of a thread. A thread that ends while it loads native code takes the process with it.
 */
const busyMs = 10_000;

/** When the rest of each thread that is to end will be over, by `performance.now()`. */
const restsUntil = new Map<Worker, number>();

/**
 * Ends a thread that has nothing left to do. Resolves when it is gone, which a caller
 * need not wait for: the process ends by itself only after that, and `process.exit()`
 * waits until all threads have rested.
 *
 * @param settle asks the thread to finish what it has begun, and to collect its garbage
 *   where it will rest; rejects when the thread is gone already
 */
export async function endThread(worker: Worker, settle: () => Promise<unknown>): Promise<void> {
  beginRest(worker);
  const settled = settle().catch(() => {});
  await Promise.race([settled, setTimeout(busyMs, undefined, { ref: false })]);
  if (restMs > 0) {
    beginRest(worker);
    await setTimeout(restMs);
  }
  await worker.terminate();
  endRest(worker);
}

function beginRest(worker: Worker): void {
  if (restsUntil.size === 0) process.on("exit", waitForRests);
  restsUntil.set(worker, performance.now() + restMs);
}

function endRest(worker: Worker): void {
  restsUntil.delete(worker);
  if (restsUntil.size === 0) process.off("exit", waitForRests);
}

/** An exit ends all threads at once. They rest at the same time, so this is waited for once. */
function waitForRests(): void {
  const leftMs = Math.max(...restsUntil.values()) - performance.now();
  if (leftMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, leftMs);
}
