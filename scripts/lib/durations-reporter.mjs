// A vitest reporter that lists the slowest test files, and keeps how long each took:
// the next run starts the longest first.
import { recordDurations } from "./durations.mjs";

const listed = 20;

export default class DurationsReporter {
  onTestRunEnd(modules) {
    const files = modules.map((module) => ({
      path: module.relativeModuleId,
      seconds: secondsOf(module.diagnostic()),
      // The time of a file that failed says nothing about one that passes.
      counts: module.state() === "passed",
    }));
    const kept = files.filter(({ counts }) => counts);
    recordDurations(Object.fromEntries(kept.map(({ path, seconds }) => [path, seconds])));

    const slowest = files.sort((a, b) => b.seconds - a.seconds).slice(0, listed);
    console.log(`\nThe ${slowest.length} slowest test files, in seconds:`);
    for (const { path, seconds } of slowest) {
      console.log(`${seconds.toFixed(1).padStart(7)}  ${path}`);
    }
  }
}

/** From the start of the file's process to its last hook. */
function secondsOf({ prepareDuration, collectDuration, setupDuration, duration }) {
  const total = prepareDuration + collectDuration + setupDuration + duration;
  return Math.round(total / 100) / 10;
}
