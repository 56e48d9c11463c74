import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { TransferReport } from "@revimg/core/transfer";
import type { Servers } from "../lib/servers.js";
import { compareIndexes, type Differences } from "./compare-indexes.js";
import { makeIndex } from "./made-index.js";
import type { MigrantOptions } from "./migrant.js";
import { sidesOn } from "./sides.js";

export interface LegsOptions {
  pictures: number;
  /** In each leg a process is killed once in each of these steps. */
  kills: readonly (readonly MigrationStep[])[];
  servers: Servers;
  workDirectory: string;
  /** The built migrant. Default: beside this file. */
  migrant?: string;
  log(line: string): void;
}

export type MigrationStep = "metadata.put" | "blobs.put" | "vectors.upsert";

export interface LegsReport extends Differences {
  legs: number;
  kills: number;
  /** Legs whose own comparison of both sides found nothing. */
  matching: number;
}

/** Calls of a step for a page of 200 pictures. */
const callsPerPage: Record<MigrationStep, number> = {
  "metadata.put": 2,
  "blobs.put": 300,
  "vectors.upsert": 1,
};

/** Moves an index from place to place, killed on every way, and compares its end with its beginning. */
export async function runLegs(options: LegsOptions): Promise<LegsReport> {
  const { pictures, workDirectory, log } = options;
  const sides = sidesOn(options.servers, workDirectory);
  const [first, last] = [sides[0]!, sides.at(-1)!];
  await makeIndex(first.dataDirectory, pictures);
  log(`made an index of ${pictures} rows`);
  const report = { legs: sides.length - 1, kills: 0, matching: 0 };
  for (let leg = 0; leg < report.legs; leg++) {
    const [from, to] = [sides[leg]!, sides[leg + 1]!];
    for (const step of options.kills[leg] ?? []) {
      // Each starts where the one before was killed, so that all of them come to it.
      const pages = Math.max(1, Math.floor(pictures / 200 / 5));
      const occurrence = Math.ceil(pages * callsPerPage[step] * 0.9);
      if (await runMigrant({ from, to, dieIn: { step, occurrence } }, options)) {
        throw new Error(`The copy to ${to.name} came to its end before it was killed in ${step}.`);
      }
      report.kills++;
      log(`${from.name} to ${to.name}: killed in ${step}`);
    }
    const result = await runMigrant({ from, to }, options);
    if (result?.matches) report.matching++;
    log(`${from.name} to ${to.name}: ${JSON.stringify(result)}`);
  }
  return { ...report, ...(await compareIndexes(first.dataDirectory, last.dataDirectory)) };
}

/** What it reports; null when it was killed. */
async function runMigrant(
  migrantOptions: MigrantOptions,
  { migrant }: LegsOptions,
): Promise<TransferReport | null> {
  const file = migrant ?? fileURLToPath(new URL("./migrant.js", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(migrantOptions)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve([code, signal]));
  });
  const output = await text(child.stdout);
  const [code, signal] = await ended;
  if (signal === "SIGKILL") return null;
  if (code !== 0) throw new Error(`The copying process ended with code ${code}.`);
  return JSON.parse(output).report;
}
