import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { createRevimg, type Revimg } from "@revimg/core";
import { ChangingFolders, IndexModel, type ToldEvent } from "@revimg/testing/folders";
import { findVisibleFaults, integrityProblem, type Visible } from "../kills/crime-scene.js";
import { drawPicture } from "../kills/draw-picture.js";
import { runVictim, writeSteps } from "../kills/run-kills.js";

/** Changes before each run. */
const changesPerRun = 10;

/** Every so many runs one is killed before another comes to its end. */
const runsPerKill = 10;

export interface FoldersOptions {
  operations: number;
  pictures: number;
  workDirectory: string;
  /** Of values in [0, 1). */
  random(): number;
  /** The built victim. Default: beside this file. */
  victim?: string;
  log(line: string): void;
}

export interface FoldersReport {
  operations: number;
  runs: number;
  kills: number;
  /** Pictures that are in the folders, or were indexed and not replaced, and that no search finds. */
  lost: string[];
  /** Pictures that a search finds and that should be gone, or finds twice. */
  doubled: string[];
  wrongPaths: string[];
  wrongEvents: string[];
  /** Anything half made after a kill. */
  faults: string[];
}

/** Changes two folders at random, over and over, and holds the index against a plain model of them after each run. */
export async function runFolders(options: FoldersOptions): Promise<FoldersReport> {
  const { random, log, workDirectory } = options;
  const folders = await ChangingFolders.create({
    parent: workDirectory,
    pictures: options.pictures,
    draw: drawPicture,
    random,
  });
  const dataDirectory = join(workDirectory, "index");
  const model = new IndexModel();
  const report: FoldersReport = {
    ...{ operations: 0, runs: 0, kills: 0 },
    ...{ lost: [], doubled: [], wrongPaths: [], wrongEvents: [], faults: [] },
  };
  while (report.operations < options.operations) {
    const before = new Set(model.contents.keys());
    // The first run indexes the folders as they are.
    const changes = report.runs === 0 ? 0 : changesPerRun;
    for (let i = 0; i < changes; i++) await folders.change();
    report.operations += changes;
    const [anyPicture] = folders.pictures.keys();
    const isKilled = report.runs % runsPerKill === runsPerKill - 1;
    if (isKilled) await killOne(folders, dataDirectory, before, anyPicture!, options, report);
    const told = await runOnce(dataDirectory, folders);
    report.runs++;
    const wrong = model.run(folders, told);
    // What a killed run has told is not known here.
    if (!isKilled) report.wrongEvents.push(...wrong);
    const { faults, visible } = await findVisibleFaults(
      { dataDirectory, model: "mini" },
      anyPicture!,
    );
    report.faults.push(...faults);
    compare(visible, model, folders, report);
    log(`run ${report.runs}: ${model.contents.size} pictures after ${report.operations} changes`);
  }
  return report;
}

async function runOnce(dataDirectory: string, { folders }: ChangingFolders): Promise<ToldEvent[]> {
  await using revimg: Revimg = await createRevimg({ dataDirectory, model: "mini" });
  const told: ToldEvent[] = [];
  for await (const event of revimg.index(folders, { originals: "copy" })) {
    if ("name" in event) told.push(event);
  }
  return told;
}

/** Kills a run inside a write step or at any moment, and looks at what it left. */
async function killOne(
  { folders, pictures }: ChangingFolders,
  dataDirectory: string,
  before: ReadonlySet<string>,
  anyPicture: string,
  { random, victim, workDirectory }: FoldersOptions,
  report: FoldersReport,
): Promise<void> {
  const logFile = join(workDirectory, "victim.log");
  const step = writeSteps[Math.floor(random() * writeSteps.length)]!;
  const dieIn = { step, occurrence: 1, afterMs: Math.floor(random() * 3) };
  const randomly = random() < 0.3;
  const base = { place: { dataDirectory, model: "mini" }, folders, logFile };
  const killed = await runVictim(
    randomly ? base : { ...base, dieIn },
    victim === undefined ? {} : { victim },
    randomly,
  );
  if (killed) report.kills++;
  const problem = await integrityProblem(dataDirectory);
  if (problem) report.faults.push(problem);
  const { faults, visible } = await findVisibleFaults({ dataDirectory, model: "mini" }, anyPicture);
  report.faults.push(...faults);
  for (const [path, hash] of pictures) {
    if (before.has(hash) && !visible.has(hash))
      report.lost.push(`${path}, after a kill in ${step}`);
  }
  await rm(logFile);
}

function compare(
  visible: Visible,
  { contents }: IndexModel,
  { pictures, hidden }: ChangingFolders,
  report: FoldersReport,
): void {
  for (const [hash, expected] of contents) {
    const paths = visible.get(hash);
    const names = [...expected].map((path) => basename(path)).join(", ");
    if (!paths) {
      report.lost.push(names);
      continue;
    }
    const isSame = paths.length === expected.size && paths.every((path) => expected.has(path));
    const lives = paths.some((path) => pictures.has(path));
    // A file that can't be read may be there still.
    const first = paths.find((path) => !hidden.has(path));
    if (!isSame || (lives && !pictures.has(first!))) {
      report.wrongPaths.push(
        `${names} is shown at ${paths.map((path) => basename(path)).join(", ")}`,
      );
    }
  }
  for (const [hash, paths] of visible) {
    if (!contents.has(hash)) report.doubled.push(paths.map((path) => basename(path)).join(", "));
  }
}
