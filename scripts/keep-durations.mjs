// node scripts/keep-durations.mjs: keeps how long the slow test files took on this machine in
// test/durations.json, for machines that have not run them yet. Run it after a whole `npm test`.
import { writeFileSync } from "node:fs";
import { keptDurations, lastRuns } from "./lib/durations.mjs";

/** The order of quick files does not matter. */
const leastSeconds = 4;

const slow = Object.entries(lastRuns()).filter(([, seconds]) => seconds >= leastSeconds);
const sorted = slow.sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(keptDurations, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
console.log(`${sorted.length} files take ${leastSeconds} s or more.`);
