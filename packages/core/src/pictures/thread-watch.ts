import { setTimeout as delay } from "node:timers/promises";
import type { ImageLimits } from "../api/options.js";
import type { WorkerClient } from "../lib/workers/worker-client.js";

/** A thread that computes answers a ping between two pictures, in far less. */
const answerMs = 5_000;

/** How many times as long a thread may take that still answers: its decoder may be slow. */
const patience = 10;

/**
 * Ends a thread that hangs over a picture. A decoder gives up by itself after
 * `decodeTimeoutMs`. Long after that, a thread that does not answer a ping is ended, and
 * one that answers later. Call the result when the picture is done.
 */
export function watchOver(
  thread: WorkerClient,
  { decodeTimeoutMs }: Pick<ImageLimits, "decodeTimeoutMs">,
): () => void {
  const hangMs = 3 * decodeTimeoutMs + answerMs;
  let isDone = false;
  let timer = setTimeout(() => void check(), hangMs).unref();
  const check = async () => {
    const answered = thread.call("ping", []).then(
      () => true,
      () => true,
    );
    const isAlive = await Promise.race([answered, delay(answerMs, false, { ref: false })]);
    if (isDone) return;
    if (isAlive) timer = setTimeout(() => thread.kill(), patience * hangMs).unref();
    else thread.kill();
  };
  return () => {
    isDone = true;
    clearTimeout(timer);
  };
}
