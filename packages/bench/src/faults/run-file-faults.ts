import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { seededRandom } from "@revimg/core/evaluation";
import { integrityProblem, Pictures } from "../kills/crime-scene.js";
import { optionsAt } from "../lib/index-place.js";
import { type FileFaultSettings, fileFaultsVariable } from "./file-fault-settings.js";
import { findProblems } from "./find-problems.js";
import {
  changeSome,
  type FaultsOptions,
  type FaultsReport,
  lastRun,
  mostMs,
} from "./run-faults.js";

export interface FileFaultsOptions extends FaultsOptions {
  /** Folder of the built processes. Default: beside this file. */
  built?: string;
}

/**
 * Runs of everyday work on an embedded index, each in a process whose calls of the file
 * system fail by a seed, followed by a look at the index with whole files; at last one
 * run without faults, after which everything must be there once and `verify` is clean.
 */
export async function runFileFaults(options: FileFaultsOptions): Promise<FaultsReport> {
  const { runs, seed, workDirectory, log } = options;
  const random = seededRandom(seed);
  const pictures = new Pictures(join(workDirectory, "pictures"));
  await pictures.paint(options.pictures);
  const place = { dataDirectory: join(workDirectory, "index"), model: "mini" };
  const report: FaultsReport = { finished: 0, failed: 0, happened: {}, wrong: [] };

  for (let run = 0; run < runs; run++) {
    await changeSome(pictures, random);
    const { outcome, happened } = await runProcess(place, pictures.folder, seed + run, options);
    if (outcome === "finished") report.finished++;
    else report.failed++;
    const problem = await integrityProblem(place.dataDirectory);
    const seen = [
      ...(outcome.startsWith("unexpected") ? [outcome] : []),
      ...(problem === null ? [] : [problem]),
      ...(await findProblems(optionsAt(place))),
    ];
    report.wrong.push(...seen.map((line) => `seed ${seed}, run ${run}: ${line}`));
    for (const fault of happened) report.happened[fault] = (report.happened[fault] ?? 0) + 1;
    log(`run ${run}: ${outcome}, ${happened.length} faults`);
  }

  await lastRun(optionsAt(place), pictures);
  report.wrong.push(...(await findProblems(optionsAt(place), await pictures.hashes())));
  return report;
}

/** What became of the work, and the faults that it met. */
async function runProcess(
  place: { dataDirectory: string },
  folder: string,
  seed: number,
  { workDirectory, built }: FileFaultsOptions,
): Promise<{ outcome: string; happened: string[] }> {
  const directory = built ?? fileURLToPath(new URL(".", import.meta.url));
  const logFile = join(workDirectory, "faults.log");
  const outcomeFile = join(workDirectory, "outcome");
  const settings: FileFaultSettings = {
    ...{ seed, index: place.dataDirectory },
    ...{ pictures: folder, logFile },
  };
  const words = [
    "--import",
    pathToFileURL(join(directory, "file-faults.js")).href,
    join(directory, "file-fault-process.js"),
    JSON.stringify({ place, folder, seed, outcomeFile }),
  ];
  const child = spawn(process.execPath, words, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, [fileFaultsVariable]: JSON.stringify(settings) },
    timeout: mostMs,
    killSignal: "SIGKILL",
  });
  const [code, signal] = await once(child, "exit");
  const ended = `unexpected: it ended with ${signal ?? `code ${code}`}`;
  const outcome = await readFile(outcomeFile, "utf8").catch(() => ended);
  const lines = (await readFile(logFile, "utf8").catch(() => "")).split("\n");
  await rm(outcomeFile, { force: true });
  await rm(logFile, { force: true });
  return { outcome: code === 0 ? outcome : ended, happened: lines.filter((line) => line !== "") };
}
