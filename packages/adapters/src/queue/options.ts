import { RevimgError } from "@revimg/core";
import { z } from "zod";
import { type CheckedOptions, checkOptions as checkConnection } from "../postgres/options.js";
import { checkOptions, type OptionForms } from "../shared/check-options.js";
import type { EnqueueOptions, IndexQueueOptions, WorkOptions } from "./types.js";

export interface CheckedQueueOptions {
  connection: CheckedOptions;
  collection: string;
}

/** Throws `invalid_config` with the name of the wrong option. */
export function checkQueueOptions({
  collection = "default",
  ...connection
}: IndexQueueOptions): CheckedQueueOptions {
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(collection)) {
    throw new RevimgError(
      "invalid_config",
      "openIndexQueue({ collection }) must be 1 to 63 lower-case letters, digits, - or _.",
      { adapter: "queue", details: { option: "collection" } },
    );
  }
  return { connection: checkConnection(connection, "queue"), collection };
}

const whole = (least: number, most: number) =>
  [
    z.number().int().min(least).max(most),
    `a whole number from ${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}`,
  ] as const;

const signal = [z.instanceof(AbortSignal), "an AbortSignal"] as const;

const workForms: OptionForms<WorkOptions> = {
  concurrency: whole(1, 16),
  leaseMs: whole(3_000, 3_600_000),
  pollMs: whole(50, 60_000),
  untilEmpty: [z.boolean(), "true or false"],
  signal,
  onEvent: [z.custom((value) => typeof value === "function"), "a function"],
};

const enqueueForms: OptionForms<EnqueueOptions> = {
  shardSize: whole(1, 10_000),
  originals: [z.enum(["reference", "copy", "none"]), '"reference", "copy" or "none"'],
  downloads: [
    z.strictObject({
      concurrency: z.int().min(1).max(256).optional(),
      perHost: z.int().min(1).max(256).optional(),
      hostDelayMs: z.int().min(0).max(600_000).optional(),
    }),
    "an object with concurrency, perHost (1 to 256) and hostDelayMs (0 to 600,000)",
  ],
  signal,
};

/** The options of `work` with the defaults filled in. Throws `invalid_config`. */
export function checkWorkOptions(options: WorkOptions): CheckedWorkOptions {
  checkOptions("queue", workForms, options);
  const { concurrency = 1, leaseMs = 30_000, pollMs = 1_000, untilEmpty = false } = options;
  const { signal = new AbortController().signal, onEvent = () => {} } = options;
  return { concurrency, leaseMs, pollMs, untilEmpty, signal, onEvent };
}

export type CheckedWorkOptions = Required<WorkOptions>;

/** Throws `invalid_config`. */
export function checkEnqueueOptions(options: EnqueueOptions) {
  checkOptions("queue", enqueueForms, options);
  const { shardSize = 500, originals, downloads, signal } = options;
  const how = { ...(originals && { originals }), ...(downloads && { downloads }) };
  return { shardSize, how, signal };
}
