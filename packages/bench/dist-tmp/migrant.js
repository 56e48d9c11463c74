import {
  optionsOf
} from "./chunk-WOYT2EOR.js";
import "./chunk-UAWBPTDW.js";

// src/migrate/migrant.ts
import { subscribe } from "diagnostics_channel";
import { migrate } from "@revimg/core/transfer";
var { from, to, dieIn } = JSON.parse(process.argv[2]);
var seen = 0;
subscribe("tracing:revimg:store:start", (message) => {
  const { operation } = message;
  if (operation !== dieIn?.step || ++seen !== dieIn.occurrence) return;
  setImmediate(() => process.kill(process.pid, "SIGKILL"));
});
var last;
for await (const event of migrate(optionsOf(from), optionsOf(to))) last = event;
console.log(JSON.stringify(last));
//# sourceMappingURL=migrant.js.map