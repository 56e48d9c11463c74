import { type ConfigReport, readConfig } from "@revimg/adapters/config";
import type { IndexQueue } from "@revimg/adapters/queue";
import { RevimgError } from "@revimg/core";
import type { CommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import { configRequest } from "./open-index.js";

/** Opens the queue that the configuration names. */
export async function openQueue(options: CommonOptions, context: Context): Promise<IndexQueue> {
  return openConfiguredQueue(await readConfig(configRequest(options, context)));
}

export async function openConfiguredQueue({ queue, options }: ConfigReport): Promise<IndexQueue> {
  if (queue === null) {
    throw new RevimgError(
      "invalid_config",
      "No queue is set. Set REVIMG_QUEUE=postgres://user:password@host:5432/database, or queue in revimg.config.ts. Where metadata is a postgres: URL, the queue is there without being set.",
      { details: { key: "queue" } },
    );
  }
  const { openIndexQueue } = await import("@revimg/adapters/queue");
  return openIndexQueue({ url: queue, collection: options.collection });
}
