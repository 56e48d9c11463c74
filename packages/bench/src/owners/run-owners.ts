import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRevimg } from "@revimg/core";
import { seededRandom } from "@revimg/core/evaluation";
import { Pictures } from "../kills/crime-scene.js";
import { findFaults } from "./find-faults.js";
import type { OwnerProcessOptions } from "./owner-process.js";
import { optionsOf, type SharedIndex } from "./shared-index.js";

export interface OwnersOptions {
  processes: number;
  /** Changes that each process makes. */
  operations: number;
  pictures: number;
  seed: number;
  postgresUrl: string;
  chromaUrl: string;
  workDirectory: string;
  /** The built process. Default: beside this file. */
  program?: string;
}

/** Longer than a batch takes here, and short for whoever waits for the killed process. */
const leaseMs = 3_000;

export interface OwnersReport {
  killed: number;
  /** What repairs found wrong meanwhile, and what was wrong right after the processes ended. */
  afterwards: string[];
  /** What was wrong when one more run and one repair had ended. */
  inTheEnd: string[];
}

/**
 * Several processes index, delete and repair the same pictures at once, and the first
 * is killed with SIGKILL. Looks at the index when they have ended, and again after one
 * more run.
 */
export async function runOwners(options: OwnersOptions): Promise<OwnersReport> {
  const { processes, operations, seed, postgresUrl, chromaUrl, workDirectory } = options;
  const random = seededRandom(seed);
  const pictures = new Pictures(join(workDirectory, "pictures"));
  await pictures.paint(options.pictures);
  const painted = await pictures.names();
  // One picture at two paths.
  await copyFile(join(pictures.folder, painted[0]!), join(pictures.folder, "again.jpg"));
  const names = await pictures.names();
  const index: SharedIndex = {
    ...{ postgresUrl, chromaUrl, leaseMs },
    collection: `owners-${randomUUID().slice(0, 8)}`,
    blobs: join(workDirectory, "blobs"),
  };
  const children = Array.from({ length: processes }, (_, i) => {
    const logFile = join(workDirectory, `process-${i}.log`);
    const task: OwnerProcessOptions = {
      ...{ index, folder: pictures.folder, names, operations, logFile },
      seed: Math.floor(random() * 2 ** 31),
    };
    return start(task, options.program);
  });
  try {
    const [victim, ...others] = children;
    await victim!.opened();
    await sleep(300 + random() * 1500);
    victim!.kill();
    const ends = await Promise.all(children.map(({ ended }) => ended));
    const failed = ends.slice(1).filter((end) => end !== "0").length;
    if (failed > 0) throw new Error(`${failed} of ${others.length} processes failed.`);
    const killed = ends[0] === "SIGKILL" ? 1 : 0;
    const seen = await Promise.all(children.map((child) => child.faults()));
    const afterwards = [...seen.flat(), ...(await findFaults(index, null))];
    await using revimg = await createRevimg(optionsOf(index));
    for await (const _ of revimg.index(pictures.folder, { originals: "copy" }));
    for await (const _ of revimg.verify({ repair: true }));
    const inTheEnd = await findFaults(index, await pictures.hashes());
    return { killed, afterwards, inTheEnd };
  } finally {
    for (const { kill } of children) kill();
  }
}

function start(task: OwnerProcessOptions, program: string | undefined) {
  const file = program ?? fileURLToPath(new URL("./owner-process.js", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(task)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return {
    ended: once(child, "exit").then(([code, signal]) => String(signal ?? code)),
    kill: () => void child.kill("SIGKILL"),
    async faults() {
      const lines = (await readFile(task.logFile, "utf8")).split("\n");
      return lines.filter((line) => line.startsWith("fault "));
    },
    async opened() {
      while (child.exitCode === null) {
        const text = await readFile(task.logFile, "utf8").catch(() => "");
        if (text.includes("opened")) return;
        await sleep(10);
      }
    },
  };
}
