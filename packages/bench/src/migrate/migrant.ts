import { subscribe } from "node:diagnostics_channel";
import { migrate, type TransferEvent } from "@revimg/core/transfer";
import { optionsAt } from "../lib/index-place.js";
import type { Side } from "./sides.js";

/** How a migrant is started: one JSON argument. */
export interface MigrantOptions {
  from: Side;
  to: Side;
  /** Dies the moment that this step has begun for the n-th time. Without it, it runs to its end. */
  dieIn?: { step: string; occurrence: number };
}

/** A process that copies an index, to be killed while it does. Its last line is the result. */
const { from, to, dieIn } = JSON.parse(process.argv[2]!) as MigrantOptions;

let seen = 0;
/** The source's stores are asked the same kinds of things, but never these. */
subscribe("tracing:revimg:store:start", (message) => {
  const { operation } = message as { operation: string };
  if (operation !== dieIn?.step || ++seen !== dieIn.occurrence) return;
  setImmediate(() => process.kill(process.pid, "SIGKILL"));
});

let last: TransferEvent | undefined;
for await (const event of migrate(optionsAt(from), optionsAt(to))) last = event;
console.log(JSON.stringify(last));
