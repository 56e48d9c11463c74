import { type IndexEvent, isRevimgError, type Revimg } from "@revimg/core";
import { S3Reader } from "../s3/pictures.js";
import { dropUploads } from "./drop-uploads.js";
import { asRevimgError, type HeldShard, noCounts } from "./held-shard.js";
import { keepLease } from "./keep-lease.js";
import { Remainder, sourceOf } from "./shard.js";
import type { WorkEvent, WorkTotals } from "./types.js";
import { unseenFolder } from "./unseen-folder.js";

/**
 * How often a shard is put back because a server was away. After that it counts as a
 * failure of the shard: perhaps the shard is what the server can't take.
 */
const maxOutages = 20;

export interface ShardWorker {
  id: string;
  revimg: Revimg;
  leaseMs: number;
  /** Aborted when the worker drains. */
  signal: AbortSignal;
  totals: WorkTotals;
  tell(event: WorkEvent): void;
  /** Repeats a call while the server is away, for as long as the lease lasts. */
  insist<T>(call: () => Promise<T>): Promise<T>;
}

/**
 * Indexes one shard, and settles it: finished, handed back or failed. Resolves to whether
 * all went well; else the worker should wait before its next shard.
 */
export async function runShard(worker: ShardWorker, held: HeldShard): Promise<boolean> {
  const { revimg, tell, totals, insist } = worker;
  const { id, shard } = held;
  tell({ type: "started", shard: id, pictures: shard.entries.length });
  const unseen = await unseenFolder(shard.entries);
  if (unseen) return failed(unseen);
  const counts = { ...noCounts };
  const remainder = new Remainder(shard.entries);
  const output = () => ({ ...counts, worker: worker.id });
  const lost = new AbortController();
  const lease = keepLease(held, worker.leaseMs, output, () => lost.abort());
  const signal = AbortSignal.any([worker.signal, lost.signal]);
  const { originals, downloads } = shard;
  const reader = new S3Reader();
  let failure: unknown;
  try {
    const options = {
      ...{ signal, ...(originals && { originals }) },
      ...(downloads && { downloads }),
    };
    for await (const event of revimg.index(sourceOf(shard, reader), options)) take(event);
  } catch (error) {
    failure = error;
  } finally {
    await Promise.all([lease.stop(), reader.close()]);
  }
  const isDone = failure === undefined || remainder.entries.length === 0;
  if (lost.signal.aborted) return gone();
  if (isDone) {
    if (!(await insist(() => held.finish(output())))) return gone();
    await dropUploads(revimg, shard.entries);
    totals.shards++;
    tell({ type: "finished", shard: id, totals: { ...totals } });
    return true;
  }
  if (worker.signal.aborted) return handBack(null);
  const isOutage = isRevimgError(failure) && failure.retryable;
  const outages = (shard.outages ?? 0) + 1;
  return isOutage && outages <= maxOutages ? handBack(outages) : failed(failure);

  function take(event: IndexEvent): void {
    const { type } = event;
    if (type === "warning") tell({ type, name: event.name, error: event.error });
    if (type !== "added" && type !== "updated" && type !== "unchanged" && type !== "failed") return;
    remainder.pass(event.name);
    counts.done++;
    counts[type]++;
    totals[type]++;
    if (type === "failed") tell({ type, name: event.name, error: event.error });
    tell({ type: "progress", totals: { ...totals } });
  }

  async function handBack(outages: number | null): Promise<boolean> {
    const rest = { ...shard, entries: remainder.entries, ...(outages !== null && { outages }) };
    if (!(await insist(() => held.handBack(output(), rest)))) return gone();
    const left = new Set(rest.entries);
    await dropUploads(
      revimg,
      shard.entries.filter((entry) => !left.has(entry)),
    );
    const error = outages === null ? null : asRevimgError(failure);
    tell({ type: "handed_back", shard: id, pictures: rest.entries.length, error });
    return error === null;
  }

  async function failed(cause: unknown): Promise<boolean> {
    const error = asRevimgError(cause);
    if (!(await insist(() => held.fail(error)))) return gone();
    tell({ type: "shard_failed", shard: id, error });
    return false;
  }

  function gone(): boolean {
    tell({ type: "lost", shard: id });
    return true;
  }
}
