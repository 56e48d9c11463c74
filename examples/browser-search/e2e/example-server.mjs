import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { galleryItems } from "@revimg/sample-gallery";

const entry = fileURLToPath(new URL("../server.mjs", import.meta.url));
/** Of a machine with much else to do. */
const startTimeoutMs = 180_000;

/**
 * @typedef {object} ExampleServer
 * @property {string} url
 * @property {string} folder
 * @property {string[]} names Of the pictures in it.
 * @property {() => Promise<void>} remove Stops, and removes everything.
 */

/**
 * Starts the example on a free port with some drawn pictures, all indexed.
 *
 * @param {{ count?: number, model?: string }} [options]
 * @returns {Promise<ExampleServer>}
 */
export async function startExampleServer({ count = 24, model } = {}) {
  const root = await mkdtemp(join(tmpdir(), "revimg-browser-search-"));
  const folder = join(root, "pictures");
  await mkdir(folder);
  const names = [];
  for await (const { filename, bytes } of galleryItems({ baseUrl: "http://localhost" })) {
    // Some of each family.
    if (names.length === count) break;
    await writeFile(join(folder, filename), bytes);
    names.push(filename);
  }
  const child = spawn(process.execPath, [entry, folder], {
    cwd: root,
    env: {
      ...process.env,
      INIT_CWD: root,
      PORT: "0",
      ...(model && { REVIMG_MODEL: model }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => {
      output += chunk;
    });
  }
  const remove = async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(root, { recursive: true, force: true });
  };
  const deadline = Date.now() + startTimeoutMs;
  while (!output.includes("Indexed: ")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await remove();
      throw new Error(`The server did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const url = /Listening on (\S+)/.exec(output)?.[1] ?? "";
  return { url, folder, names, remove };
}
