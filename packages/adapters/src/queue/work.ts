import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { isRevimgError, type Revimg, type RevimgError } from "@revimg/core";
import type { OpenBoss } from "./boss.js";
import { statements } from "./job-table.js";
import { type CheckedWorkOptions, checkWorkOptions } from "./options.js";
import { runShard, type ShardWorker } from "./run-shard.js";
import { takeShard } from "./take-shard.js";
import type { WorkEvent, WorkOptions, WorkTotals } from "./types.js";

/** Longest wait for a server that is away, or after a shard that failed. */
const maxPauseMs = 30_000;

/** How often old jobs are put away, and old uploads removed. */
const maintainEveryMs = 3_600_000;

/** See `IndexQueue.work`. */
export async function work(
  queue: OpenBoss,
  revimg: Revimg,
  options: WorkOptions = {},
): Promise<WorkTotals> {
  const checked = checkWorkOptions(options);
  const { leaseMs, concurrency, onEvent } = checked;
  // Aborted when a lane fails: the others drain.
  const leaving = new AbortController();
  const signal = AbortSignal.any([checked.signal, leaving.signal]);
  const totals: WorkTotals = { shards: 0, added: 0, updated: 0, unchanged: 0, failed: 0 };
  const tell = (event: WorkEvent) => {
    try {
      onEvent(event);
    } catch (error) {
      leaving.abort(error);
    }
  };
  const id = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;
  const insist = <T>(call: () => Promise<T>) => patiently(call, leaseMs);
  const worker: ShardWorker = { id, revimg, leaseMs, signal, totals, tell, insist };
  const ended = new AbortController();
  const sweeping = sweep(queue, worker, ended.signal);
  const lanes = Array.from({ length: concurrency }, () =>
    runLane(queue, worker, checked).catch((error) => leaving.abort(error)),
  );
  await Promise.all(lanes);
  ended.abort();
  await sweeping;
  if (leaving.signal.aborted) throw leaving.signal.reason;
  return totals;
}

/** Takes one shard after the other. A server that is away is waited for. */
async function runLane(
  queue: OpenBoss,
  worker: ShardWorker,
  { pollMs, untilEmpty }: CheckedWorkOptions,
): Promise<void> {
  const { signal, tell } = worker;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const held = await takeShard(queue);
      if (held) failures = (await runShard(worker, held)) ? 0 : failures + 1;
      else if (untilEmpty && (await isIdle(queue))) return;
      else await pause(pollMs, signal);
    } catch (error) {
      failures++;
      if (!isAway(error)) throw error;
      tell({ type: "waiting", error, retryInMs: pauseAfter(failures) });
    }
    if (failures > 0) await pause(pauseAfter(failures), signal);
  }
}

/** Frees the shards of workers that are silent, puts away old jobs, and removes old uploads. */
async function sweep(
  { boss, connections, names }: OpenBoss,
  { leaseMs, revimg, signal: draining }: ShardWorker,
  signal: AbortSignal,
): Promise<void> {
  // An old upload of a shard is a picture that waits. Those of no shard are what is left of a
  // server that was killed.
  const removeUploads = async () => {
    const values = [names.waiting, names.dead];
    const [row] = await connections.transactOne(draining, statements.isEmpty, values);
    if (row?.empty === true) await revimg.uploads.removeExpired({ signal: draining });
  };
  // A failure is that of a server that is away, and the lanes tell of it.
  const tidy = () => removeUploads().catch(() => {});
  // Not waited for: a blob store that hangs must not keep shards from being freed.
  let removing = tidy();
  let maintained = performance.now();
  while (!signal.aborted) {
    await boss.expire().catch(() => {});
    if (performance.now() - maintained > maintainEveryMs) {
      maintained = performance.now();
      await boss.maintain().catch(() => {});
      await removing;
      removing = tidy();
    }
    await pause(leaseMs / 3, signal);
  }
  await removing;
}

async function isIdle({ connections, names }: OpenBoss): Promise<boolean> {
  const [row] = await connections.transactOne(undefined, statements.isIdle, [names.waiting]);
  return row?.idle === true;
}

async function patiently<T>(call: () => Promise<T>, forMs: number): Promise<T> {
  const deadline = performance.now() + forMs;
  for (let failures = 1; ; failures++) {
    try {
      return await call();
    } catch (error) {
      if (!isAway(error) || performance.now() > deadline) throw error;
      await sleep(pauseAfter(failures));
    }
  }
}

function isAway(error: unknown): error is RevimgError {
  return isRevimgError(error) && error.retryable;
}

function pauseAfter(failures: number): number {
  return Math.min(maxPauseMs, 250 * 2 ** failures);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
