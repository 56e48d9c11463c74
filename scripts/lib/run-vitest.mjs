import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.mjs";

const vitest = join(root, "node_modules/vitest/vitest.mjs");

/**
 * Runs vitest to its end. `node`: the command line of the Node that runs it, this one by default.
 * Resolves to its exit code.
 */
export async function runVitest(words, { node = [process.execPath] } = {}) {
  const [command, ...before] = node;
  const child = spawn(command, [...before, vitest, "run", ...words], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  const [code] = await once(child, "exit");
  return code;
}

/** The same, and counts the tests by vitest's own report, which is kept as `name`. */
export async function countTests(words, { name, node }) {
  const report = join(root, "node_modules", name);
  rmSync(report, { force: true });
  const reporting = ["--reporter=json", `--outputFile.json=${report}`];
  const status = await runVitest([...reporting, ...words], { node });
  if (!existsSync(report)) throw new Error("The test run ended without a report.");
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } =
    JSON.parse(readFileSync(report, "utf8"));
  const isBroken = numFailedTestSuites > 0 || status !== 0;
  return {
    passed: numPassedTests,
    failed: Math.max(numFailedTests, isBroken ? 1 : 0),
    skipped: numPendingTests + numTodoTests,
  };
}
