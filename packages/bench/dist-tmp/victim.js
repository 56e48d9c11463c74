// src/kills/victim.ts
import { subscribe } from "diagnostics_channel";
import { openSync, writeSync } from "fs";
import { createRevimg } from "@revimg/core";
var { dataDirectory, folder, logFile, dieIn } = JSON.parse(process.argv[2]);
var log = openSync(logFile, "a");
var say = (line) => writeSync(log, `${line}
`);
var seen = 0;
subscribe("tracing:revimg:store:start", (message) => {
  const { operation } = message;
  say(`start ${operation}`);
  if (operation === dieIn?.step && ++seen === dieIn.occurrence) {
    const die = () => process.kill(process.pid, "SIGKILL");
    if (dieIn.afterMs === 0) setImmediate(die);
    else setTimeout(die, dieIn.afterMs);
  }
});
subscribe("tracing:revimg:store:asyncEnd", (message) => {
  say(`end ${message.operation}`);
});
var revimg = await createRevimg({ dataDirectory, model: "mini" });
say("opened");
for await (const event of revimg.index(folder, { originals: "copy" })) {
  if (event.type === "failed") throw event.error;
  if ("id" in event) say(`done ${event.id} ${event.name}`);
}
await revimg.close();
say("finished");
//# sourceMappingURL=victim.js.map