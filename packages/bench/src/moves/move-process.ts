import { subscribe } from "node:diagnostics_channel";
import { openSync, writeSync } from "node:fs";
import { createRevimg } from "@revimg/core";
import { askProbe, type Probe } from "./probe.js";

/** How the process is started: one JSON argument. */
export interface MoveProcessOptions {
  dataDirectory: string;
  /** The model to move to. */
  model: string;
  probe: Probe;
  /** What happens is appended here, a line at a time; a write survives the kill. */
  logFile: string;
  /** Dies when this step begins for the n-th time. Without it, it runs until it is killed or done. */
  dieIn?: { step: string; occurrence: number };
}

/** A process that moves an index to another model and searches all the while, to be killed. */
const options = JSON.parse(process.argv[2]!) as MoveProcessOptions;
const { dataDirectory, model, probe, logFile, dieIn } = options;
const log = openSync(logFile, "a");
const say = (line: unknown) => writeSync(log, `${JSON.stringify(line)}\n`);

const revimg = await createRevimg({ dataDirectory, cache: false });
say("opened");
let seen = 0;
subscribe("tracing:revimg:store:start", (message) => {
  if ((message as { operation: string }).operation !== dieIn?.step) return;
  if (++seen === dieIn.occurrence) setImmediate(() => process.kill(process.pid, "SIGKILL"));
});

let isOver = false;
const asking = (async () => {
  while (!isOver) say(await askProbe(revimg, probe));
})();
for await (const { type } of revimg.reindex({ model })) say(type);
isOver = true;
await asking;
say(await askProbe(revimg, probe));
await revimg.close();
say("closed");
