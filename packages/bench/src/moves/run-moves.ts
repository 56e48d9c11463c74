import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRevimg } from "@revimg/core";
import { seededRandom } from "@revimg/core/evaluation";
import { clipModelFolder } from "@revimg/testing/clip-model";
import { findVisibleFaults, integrityProblem, Pictures } from "../kills/crime-scene.js";
import { opened } from "../kills/run-kills.js";
import type { MoveProcessOptions } from "./move-process.js";
import { askProbe, isSameAnswer, type Probe } from "./probe.js";

export interface MovesOptions {
  kills: number;
  pictures: number;
  seed: number;
  workDirectory: string;
  /** The built process. Default: beside this file. */
  program?: string;
  log(line: string): void;
}

export interface MovesReport {
  kills: number;
  /** Times that the index changed its model. */
  switches: number;
  /** Searches that were answered while a move was under way. */
  searches: number;
  faults: string[];
}

/** Calls of stores in a move: filling, switching, tagging. */
const steps = ["vectors.upsert", "metadata.setMeta", "blobs.put", "metadata.put", "blobs.delete"];

/**
 * Moves an index to another model and back, over and over, in a process that searches all
 * the while and is killed with SIGKILL. Each answer must be that of one model, and after
 * the last move the index must be as one that was made with its model.
 */
export async function runMoves(options: MovesOptions): Promise<MovesReport> {
  const { kills, seed, workDirectory, log } = options;
  const random = seededRandom(seed);
  const pictures = new Pictures(join(workDirectory, "pictures"));
  await pictures.paint(options.pictures);
  const few = new Pictures(join(workDirectory, "pictures", "few"));
  await few.paint(8);
  const anyPicture = join(few.folder, (await few.names())[0]!);
  const folders = await pictures.folders();
  const probe = { image: anyPicture, folder: few.folder };
  const clip = join(await clipModelFolder({ size: "tiny" }), "manifest.json");
  const models = ["mini", clip];
  const answers = new Map<string, number[]>();
  for (const model of models) {
    answers.set(model, await answerOfFresh(model, pictures, probe, workDirectory));
  }
  const dataDirectory = join(workDirectory, "index");
  await indexWith("mini", dataDirectory, pictures);
  const report: MovesReport = { kills: 0, switches: 0, searches: 0, faults: [] };
  let target = 1;
  for (let round = 0; report.kills < kills && round < 4 * kills; round++) {
    const logFile = join(workDirectory, `round-${round}.log`);
    const step = steps[Math.floor(random() * steps.length)]!;
    const dieIn = { step, occurrence: 1 + Math.floor(random() * 6) };
    const atRandom = round % 2 === 1;
    const isKilled = await runProcess(
      { ...{ dataDirectory, model: models[target]!, probe, logFile }, ...(!atRandom && { dieIn }) },
      options,
      atRandom ? random() * 2_000 : null,
    );
    if (isKilled) report.kills++;
    const lines = await readLog(logFile);
    report.searches += lines.filter(Array.isArray).length;
    const wrong = checkAnswers(lines, [
      answers.get(models[1 - target]!)!,
      answers.get(models[target]!)!,
    ]);
    const problem = await integrityProblem(dataDirectory);
    const { faults: visible } = await findVisibleFaults({ dataDirectory }, anyPicture, folders);
    const seen = [...wrong, ...(problem ? [problem] : []), ...visible];
    report.faults.push(...seen.map((line) => `seed ${seed}, round ${round}: ${line}`));
    log(`round ${round}: ${isKilled ? "killed" : "done"}, ${lines.length} lines`);
    if (lines.includes("finished")) {
      report.switches++;
      target = 1 - target;
    }
    await rm(logFile, { force: true });
  }
  report.faults.push(
    ...(await lastFaults(models[target]!, answers, { ...options, dataDirectory, probe })),
  );
  return report;
}

/** Lets a move end, and compares the index with one that was made with the model. */
async function lastFaults(
  model: string,
  answers: ReadonlyMap<string, number[]>,
  { dataDirectory, probe, pictures }: MovesOptions & { dataDirectory: string; probe: Probe },
): Promise<string[]> {
  await using revimg = await createRevimg({ dataDirectory });
  const faults: string[] = [];
  for await (const event of revimg.reindex({ model })) {
    if (event.type === "finished" && !event.isSwitched) faults.push("the last move has failures");
  }
  const answer = await askProbe(revimg, probe);
  if (!isSameAnswer(answer, answers.get(model)!))
    faults.push(`at the end ${model} answers ${answer}`);
  for await (const event of revimg.verify()) {
    if (event.type === "problem") faults.push(`${event.problem.kind}: ${event.problem.subject}`);
  }
  const { count } = await revimg.stats();
  // The few are copies of pictures in the folder above them.
  if (count !== pictures) faults.push(`at the end ${count} pictures`);
  return faults;
}

async function answerOfFresh(
  model: string,
  pictures: Pictures,
  probe: Probe,
  workDirectory: string,
): Promise<number[]> {
  const dataDirectory = join(workDirectory, "fresh");
  await indexWith(model, dataDirectory, pictures);
  try {
    await using revimg = await createRevimg({ dataDirectory });
    return await askProbe(revimg, probe);
  } finally {
    await rm(dataDirectory, { recursive: true });
  }
}

async function indexWith(
  model: string,
  dataDirectory: string,
  { folder }: Pictures,
): Promise<void> {
  await using revimg = await createRevimg({ dataDirectory, model });
  for await (const _ of revimg.index(folder, { originals: "copy" }));
}

/** Each answer is that of the one model or of the other, and none is of the model before after a switch. */
function checkAnswers(
  lines: readonly unknown[],
  [before, after]: readonly [number[], number[]],
): string[] {
  const faults: string[] = [];
  let hasSwitched = false;
  for (const line of lines) {
    if (!Array.isArray(line)) continue;
    const isAfter = isSameAnswer(line, after);
    if (isAfter) hasSwitched = true;
    else if (!isSameAnswer(line, before)) faults.push(`an answer of neither model: ${line}`);
    else if (hasSwitched) faults.push("an answer of the model before, after the switch");
  }
  return faults;
}

/** Resolves to whether it was killed. */
async function runProcess(
  processOptions: MoveProcessOptions,
  { program }: Pick<MovesOptions, "program">,
  killAfterMs: number | null,
): Promise<boolean> {
  const file = program ?? fileURLToPath(new URL("./move-process.js", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(processOptions)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const exit = once(child, "exit");
  if (killAfterMs !== null) {
    await opened(processOptions.logFile, child);
    await sleep(killAfterMs);
    child.kill("SIGKILL");
  }
  const [code, signal] = await exit;
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`The process ended with code ${code}.`);
  return signal === "SIGKILL";
}

/** The last line may be cut off by the kill. */
async function readLog(logFile: string): Promise<unknown[]> {
  const text = await readFile(logFile, "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}
