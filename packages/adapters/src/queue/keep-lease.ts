import type { HeldShard, ShardCounts } from "./held-shard.js";

/** Renewals in the time of a lease: two of them may fail. */
const renewals = 3;

/**
 * Renews the lease of a shard until `stop()`. `onLost` is called when another worker has
 * the shard. A server that is away for a while does not end the lease by itself.
 */
export function keepLease(
  held: HeldShard,
  leaseMs: number,
  output: () => ShardCounts & { worker: string },
  onLost: () => void,
): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> = Promise.resolve();
  const renew = async () => {
    const isHeld = await held.renew(leaseMs, output()).catch(() => true);
    if (isStopped) return;
    if (!isHeld) return onLost();
    timer = setTimeout(() => {
      renewing = renew();
    }, leaseMs / renewals);
  };
  // At once: the first lease is that of the queue, not of this worker.
  renewing = renew();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await renewing;
    },
  };
}
