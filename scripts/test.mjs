// npm test: installs, builds, checks, and runs every test. The last line counts them.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, install, pnpm, requireNode, root } from "./lib/workspace.mjs";

const report = join(root, "node_modules/.revimg-test-report.json");

requireNode();
install();
build();
for (const check of ["lint", "typecheck", "knip", "api"]) {
  console.log(`\n> ${check}`);
  pnpm(["run", "--silent", check]);
}

console.log("\n> vitest");
rmSync(report, { force: true });
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const reporters = [
  "--reporter=default",
  `--reporter=${join(root, "scripts/lib/skips-reporter.mjs")}`,
  "--reporter=json",
  `--outputFile.json=${report}`,
];
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", ...reporters, ...process.argv.slice(2)],
  { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
);

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
const failed = Math.max(numFailedTests, numFailedTestSuites > 0 || status !== 0 ? 1 : 0);
console.log(`${numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || numPassedTests === 0 || (strict && skipped > 0) ? 1 : 0);
