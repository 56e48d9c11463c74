import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createRevimg, type RevimgOptions } from "@revimg/core";
import { seededRandom } from "@revimg/core/evaluation";
import { fsBlobs } from "@revimg/core/fs";
import { createSqliteStores } from "@revimg/core/sqlite";
import { Pictures } from "../kills/crime-scene.js";
import { everydayWork } from "./everyday-work.js";
import { FaultPlan } from "./fault-plan.js";
import { faultyStores } from "./faulty-stores.js";
import { findProblems } from "./find-problems.js";

export interface FaultsOptions {
  /** Runs with faults; each continues what the one before left. */
  runs: number;
  pictures: number;
  seed: number;
  workDirectory: string;
  log(line: string): void;
}

export interface FaultsReport {
  /** Runs that ended well in spite of the faults, and those that ended with an error. */
  finished: number;
  failed: number;
  /** How often each fault happened, by point and kind. */
  happened: Record<string, number>;
  /** What was wrong, with the seed that shows it again. */
  wrong: string[];
}

/** Of calls that meet a fault. */
const rate = 0.06;

/** A run that takes longer hangs. Retries of a store take some seconds each. */
export const mostMs = 120_000;

/**
 * Runs of everyday work on stores that fail, each followed by a look at the index with
 * whole stores; at last one run without faults, after which everything must be there once.
 */
export async function runFaults(options: FaultsOptions): Promise<FaultsReport> {
  const { runs, seed, workDirectory, log } = options;
  const random = seededRandom(seed);
  const pictures = new Pictures(join(workDirectory, "pictures"));
  await pictures.paint(options.pictures);
  const directory = join(workDirectory, "index");
  await using sqlite = await createSqliteStores({ directory });
  const { vectors, metadata } = sqlite;
  const stores = { vectors, metadata, blobs: fsBlobs({ directory: join(directory, "blobs") }) };
  const whole = { ...stores, model: "mini" };
  const report: FaultsReport = { finished: 0, failed: 0, happened: {}, wrong: [] };

  for (let run = 0; run < runs; run++) {
    await changeSome(pictures, random);
    const plan = new FaultPlan(seed + run, rate);
    const outcome = await withinTime(
      everydayWork({ ...whole, ...faultyStores(stores, plan) }, pictures.folder, random),
    );
    plan.end();
    if (outcome === "finished") report.finished++;
    else report.failed++;
    const seen = [
      ...(outcome.startsWith("unexpected") ? [outcome] : []),
      ...(await findProblems(whole)),
    ];
    report.wrong.push(...seen.map((line) => `seed ${seed}, run ${run}: ${line}`));
    for (const [fault, count] of Object.entries(plan.happened)) {
      report.happened[fault] = (report.happened[fault] ?? 0) + count;
    }
    log(`run ${run}: ${outcome}, ${Object.keys(plan.happened).length} kinds of faults`);
  }

  const last = await withinTime(lastRun(whole, pictures));
  if (last !== "finished") report.wrong.push(`seed ${seed}: the last run ended ${last}`);
  report.wrong.push(...(await findProblems(whole, await pictures.hashes())));
  return report;
}

/** Some files get new pictures, some go, and some exchange their names. */
export async function changeSome(pictures: Pictures, random: () => number): Promise<void> {
  const names = await pictures.names();
  const any = () => names[Math.floor(random() * names.length)]!;
  for (let i = 0; i < 4; i++) await pictures.repaint(any());
  await pictures.rotate([...new Set([any(), any(), any()])]);
  if (names.length > 8) await rm(join(pictures.folder, any()));
  await pictures.repaint(`new-${Math.floor(random() * 1e6)}.jpg`);
}

/** What `--repair` leaves is what a person would be told to do: index again. */
export async function lastRun(options: RevimgOptions, { folder }: Pictures): Promise<string> {
  await using revimg = await createRevimg(options);
  for await (const _ of revimg.index(folder, { prune: "force" }));
  for await (const _ of revimg.verify({ repair: true }));
  return "finished";
}

async function withinTime(work: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("unexpected: it does not end"), mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
