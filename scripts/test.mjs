// npm test: installs, builds, checks, and runs every test. The last line counts them.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runChecks, staticChecks } from "./lib/static-checks.mjs";
import { build, install, requireNode, root } from "./lib/workspace.mjs";

const report = join(root, "node_modules/.revimg-test-report.json");

requireNode();
install();
build();

const [complaints, status] = await Promise.all([runChecks(staticChecks), runTests()]);

if (!existsSync(report)) {
  console.error("The test run ended without a report.");
  process.exit(1);
}
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } =
  JSON.parse(readFileSync(report, "utf8"));
const skipped = numPendingTests + numTodoTests;
const strict = process.env.REVIMG_REQUIRE_SERVICES === "1";
if (strict && skipped > 0) {
  console.error(
    `${skipped} tests were skipped, and REVIMG_REQUIRE_SERVICES=1 asks for all of them.`,
  );
}
if (complaints.length > 0) {
  console.error(`These checks failed, what they say is above: ${complaints.join(", ")}.`);
}
const isBroken = numFailedTestSuites > 0 || status !== 0 || complaints.length > 0;
const failed = Math.max(numFailedTests, isBroken ? 1 : 0);
console.log(`${numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || numPassedTests === 0 || (strict && skipped > 0) ? 1 : 0);

/** Resolves to the exit code of vitest. */
async function runTests() {
  rmSync(report, { force: true });
  const reporters = [
    "--reporter=default",
    `--reporter=${join(root, "scripts/lib/skips-reporter.mjs")}`,
    `--reporter=${join(root, "scripts/lib/durations-reporter.mjs")}`,
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const words = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...reporters];
  const child = spawn(process.execPath, [...words, ...process.argv.slice(2)], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  return code;
}
