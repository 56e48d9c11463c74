// How long each test file took when it ran last on this machine, in seconds by path.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.mjs";

/** On a clean checkout these stand in; `node scripts/keep-durations.mjs` makes them. */
export const keptDurations = join(root, "test/durations.json");
const lastDurations = join(root, "node_modules/.revimg-test-durations.json");

/** What is known of each file: from the last runs here, else from the repository. */
export function knownDurations() {
  return { ...read(keptDurations), ...lastRuns() };
}

/** Files that did not run keep what was known of them. */
export function recordDurations(seconds) {
  writeFileSync(lastDurations, JSON.stringify({ ...lastRuns(), ...seconds }));
}

export function lastRuns() {
  return read(lastDurations);
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
