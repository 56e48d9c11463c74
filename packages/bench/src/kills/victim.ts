import { subscribe } from "node:diagnostics_channel";
import { openSync, writeSync } from "node:fs";
import { createRevimg } from "@revimg/core";
import { type IndexPlace, optionsAt } from "../lib/index-place.js";

/** How a victim is started: one JSON argument. */
export interface VictimOptions {
  place: IndexPlace;
  folders: readonly string[];
  /** What happens is appended here, a line at a time; a write survives the kill. */
  logFile: string;
  /** Dies a moment after this step has begun for the n-th time. Without it, it runs until it is killed or done. */
  dieIn?: { step: string; occurrence: number; afterMs: number };
}

/** A process that indexes folders, to be killed while it does. */
const { place, folders, logFile, dieIn } = JSON.parse(process.argv[2]!) as VictimOptions;
const log = openSync(logFile, "a");
const say = (line: string) => writeSync(log, `${line}\n`);

let seen = 0;
subscribe("tracing:revimg:store:start", (message) => {
  const { operation } = message as { operation: string };
  say(`start ${operation}`);
  if (operation === dieIn?.step && ++seen === dieIn.occurrence) {
    const die = () => process.kill(process.pid, "SIGKILL");
    if (dieIn.afterMs === 0) setImmediate(die);
    else setTimeout(die, dieIn.afterMs);
  }
});
subscribe("tracing:revimg:store:asyncEnd", (message) => {
  say(`end ${(message as { operation: string }).operation}`);
});

const revimg = await createRevimg(optionsAt(place));
say("opened");
for await (const event of revimg.index(folders, { originals: "copy" })) {
  if ("id" in event) say(`done ${event.id} ${event.name}`);
}
await revimg.close();
say("finished");
