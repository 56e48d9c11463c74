import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../engine/engine.js";
import { RevimgError } from "../lib/errors.js";
import { copiesOfIndexed } from "../search/tiers/copies-of-indexed.js";
import type { Verdict } from "../search/tiers/find-copies.js";
import type { ImageRecord } from "../stores/image-record.js";

/** How often the blob store is asked for the same thumbnails. A search waits two seconds for them. */
const mostTries = 3;

/**
 * As `copiesOfIndexed`, but never with copies missing because the blob store did not
 * answer: then it rejects with `store_failed`.
 */
export async function sureCopies(
  engine: Engine,
  record: ImageRecord,
  candidates: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Map<string, Verdict>> {
  for (let tries = 1; ; tries++) {
    const { verdicts, isWhole } = await copiesOfIndexed(engine, record, candidates, signal);
    if (isWhole) return verdicts;
    if (tries === mostTries) throw unanswered(engine);
    await delay(500 * tries, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

function unanswered({ blobs }: Engine): RevimgError {
  return new RevimgError(
    "store_failed",
    "The blob store does not hand out thumbnails, without which copies can't be told. Try again when it answers.",
    { adapter: blobs.name },
  );
}
