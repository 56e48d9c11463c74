import { RevimgError } from "@revimg/core";
import type { IndexQueue } from "../queue.js";
import type { ConfigReport } from "./types.js";

/**
 * Opens the queue that a configuration names. Rejects with `invalid_config` when it names
 * none, and as `openIndexQueue` does. The caller closes it.
 */
export async function openConfiguredQueue({ queue, options }: ConfigReport): Promise<IndexQueue> {
  if (queue === null) {
    throw new RevimgError(
      "invalid_config",
      "No queue is set. Set REVIMG_QUEUE=postgres://user:password@host:5432/database, or queue in revimg.config.ts. Where metadata is a postgres: URL, the queue is there without being set.",
      { details: { key: "queue" } },
    );
  }
  const { openIndexQueue } = await import("../queue.js");
  return openIndexQueue({ url: queue, collection: options.collection });
}
