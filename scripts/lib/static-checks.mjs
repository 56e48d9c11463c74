// What is checked without running the product.
import { spawn } from "node:child_process";
import { pnpmCommand, root } from "./workspace.mjs";

/** Each is a script of package.json. `npm test` runs all of them, one after another, beside the tests. */
export const staticChecks = ["lint", "typecheck", "knip", "floors", "api", "site"];

/**
 * Runs checks one after another. What a check wrote is shown only when it failed.
 * Resolves to the names of those that failed.
 *
 * @param {string[]} names
 * @returns {Promise<string[]>}
 */
export async function runChecks(names) {
  const failed = [];
  for (const name of names) {
    const started = performance.now();
    const { status, output } = await runScript(name);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (status === 0) console.log(`> ${name}: no complaint (${seconds} s)`);
    else {
      failed.push(name);
      console.error(`\n> ${name}: failed with exit code ${status} (${seconds} s)\n${output}`);
    }
  }
  return failed;
}

/** Its output comes in one piece: the tests write at the same time. */
function runScript(name) {
  const { command, args, shell } = pnpmCommand(["run", "--silent", name]);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, shell, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (status, signal) => resolve({ status: status ?? signal, output }));
  });
}
