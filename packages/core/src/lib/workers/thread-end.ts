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

/** Asks a thread to finish what it has begun, and to collect its garbage. Rejects when it is gone. */
type Settle = () => Promise<unknown>;

interface LiveThread {
  settle: Settle;
  /** By `performance.now()`, once the thread was asked to rest. */
  restsUntil: number | undefined;
}

/** All threads of this process that would need a rest. */
const live = new Map<Worker, LiveThread>();

/** Call it when a thread starts: a process that exits lets all its threads rest first. */
export function letRestAtExit(worker: Worker, settle: Settle): void {
  if (restMs === 0) return;
  if (live.size === 0) process.on("exit", restAll);
  live.set(worker, { settle, restsUntil: undefined });
  worker.once("exit", () => {
    live.delete(worker);
    if (live.size === 0) process.off("exit", restAll);
  });
}

/**
 * Ends a thread that has nothing left to do. Resolves when it is gone, which a caller
 * need not wait for: the process ends by itself only after that, and `process.exit()`
 * waits until all threads have rested.
 */
export async function endThread(worker: Worker, settle: Settle): Promise<void> {
  beginRest(worker);
  const settled = settle().catch(() => {});
  await Promise.race([settled, setTimeout(busyMs, undefined, { ref: false })]);
  if (restMs > 0) {
    beginRest(worker);
    await setTimeout(restMs);
  }
  await worker.terminate();
}

function beginRest(worker: Worker): void {
  const thread = live.get(worker);
  if (thread) thread.restsUntil = performance.now() + restMs;
}

/** An exit ends all threads at once. They rest at the same time, so this is waited for once. */
function restAll(): void {
  for (const [worker, { settle, restsUntil }] of live) {
    if (restsUntil !== undefined) continue;
    // It answers nobody any more, but does what it is asked.
    void settle().catch(() => {});
    beginRest(worker);
  }
  const ends = [...live.values()].map(({ restsUntil = 0 }) => restsUntil);
  const leftMs = Math.max(...ends) - performance.now();
  if (leftMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, leftMs);
}
