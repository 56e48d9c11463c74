import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../build/server.js", import.meta.url));
/** Of a machine with much else to do. */
const startTimeoutMs = 180_000;

/**
 * @typedef {object} AppServer
 * @property {string} url
 * @property {string} dataDirectory
 * @property {() => string} output Everything printed so far.
 * @property {(text: string) => Promise<void>} printed Resolves when the output holds a text.
 * @property {() => Promise<number | null>} stop Sends SIGTERM; resolves to the exit code.
 * @property {() => Promise<AppServer>} restart The same server once more, after `stop`.
 * @property {() => Promise<void>} remove Stops, and removes the index.
 */

/**
 * Starts the built server on a free port with an index of its own.
 *
 * @param {string[]} [folders]
 * @param {Record<string, string>} [variables] Added to the environment.
 * @returns {Promise<AppServer>}
 */
export async function startAppServer(folders = [], variables = {}) {
  return start(folders, await mkdtemp(join(tmpdir(), "revimg-app-")), variables);
}

/**
 * @param {string[]} folders
 * @param {string} dataDirectory
 * @param {Record<string, string>} variables
 * @returns {Promise<AppServer>}
 */
async function start(folders, dataDirectory, variables) {
  const child = spawn(process.execPath, [entry, ...folders], {
    env: {
      ...process.env,
      ...{ PORT: "0", HOST: "127.0.0.1", REVIMG_DATA: dataDirectory },
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => {
      text += chunk;
    });
  }
  /** @param {string} wanted */
  const printed = async (wanted) => {
    const deadline = Date.now() + startTimeoutMs;
    while (!text.includes(wanted)) {
      if (child.exitCode !== null) throw new Error(`The server ended:\n${text}`);
      if (Date.now() > deadline) throw new Error(`The server did not print ${wanted}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const stop = async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await exited;
    return child.exitCode;
  };
  const remove = async () => {
    await stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    await printed("revimg is listening on ");
  } catch (error) {
    await remove();
    throw error;
  }
  const url = /revimg is listening on (\S+)/.exec(text)?.[1] ?? "";
  const restart = () => start(folders, dataDirectory, variables);
  return { url, dataDirectory, output: () => text, printed, stop, restart, remove };
}
