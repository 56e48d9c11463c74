import { openConfiguredQueue, readConfig } from "@revimg/adapters/config";
import type { IndexQueue } from "@revimg/adapters/queue";
import type { CommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import { configRequest } from "./open-index.js";

/** Opens the queue that the configuration names. */
export async function openQueue(options: CommonOptions, context: Context): Promise<IndexQueue> {
  return openConfiguredQueue(await readConfig(configRequest(options, context)));
}
