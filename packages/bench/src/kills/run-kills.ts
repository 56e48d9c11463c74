import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRevimg, type RevimgOptions } from "@revimg/core";
import { type IndexPlace, optionsAt } from "../lib/index-place.js";
import { findVisibleFaults, integrityProblem, Pictures } from "./crime-scene.js";
import type { VictimOptions } from "./victim.js";

/** Every step that changes a store. */
export const writeSteps = [
  "metadata.removeSource",
  "metadata.markDeleting",
  "vectors.delete",
  "blobs.delete",
  "metadata.delete",
  "metadata.put",
  "blobs.put",
  "vectors.upsert",
  "metadata.setStatus",
] as const;

export interface KillOptions {
  /** Where the index is. Default: embedded, in the work directory. */
  place?: IndexPlace;
  /** Kills at least; more follow while a step was not hit yet, at most four times as many. */
  kills: number;
  /** Every so many rounds the kill comes at a random moment, else inside a step. Default 2. */
  randomEvery?: number;
  pictures: number;
  workDirectory: string;
  /** The built victim. Default: beside this file. */
  victim?: string;
  log(line: string): void;
}

export interface KillReport {
  kills: number;
  /** How many kills met each step; `between` are those that met none. */
  hits: Record<string, number>;
  faults: string[];
}

/**
 * Starts an indexing process again and again, kills it with SIGKILL (at times at a
 * random moment, else inside a step), and looks at the index after each
 * kill; at last it lets one run finish and looks whether everything is there once
 * and `verify` finds nothing.
 * Before each start some files get new pictures, and some exchange their names.
 */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const { kills, randomEvery = 2, log } = options;
  const inWork = { dataDirectory: join(options.workDirectory, "index"), model: "mini" };
  const place = options.place ?? inWork;
  const stores = optionsAt(place);
  const pictures = new Pictures(join(options.workDirectory, "pictures"));
  await pictures.paint(options.pictures);
  const names = await pictures.names();
  const anyPicture = join(pictures.folder, names[0]!);
  const folders = await pictures.folders();
  const hits: Record<string, number> = { between: 0 };
  for (const step of writeSteps) hits[step] = 0;
  const faults: string[] = [];
  const add = (...found: string[]) => {
    faults.push(...found);
    for (const fault of found) log(`fault: ${fault}`);
  };
  /** What runs reported as done and what was visible since, by content. */
  const promised = new Set<string>();
  let done = 0;

  const isComplete = () => done >= kills && writeSteps.every((step) => hits[step]! > 0);
  for (let round = 0; !isComplete() && done < 4 * kills; round++) {
    // 7 divides no number of pictures that is used here, so these are different ones.
    const at = (i: number) => names[(round * 12 + i * 7) % names.length]!;
    for (let i = 0; i < 12; i++) await pictures.repaint(at(i));
    await pictures.rotate([at(13), at(14)]);
    await pictures.rotate(Array.from({ length: 9 }, (_, i) => at(15 + i)));
    const present = await pictures.hashes();
    const logFile = join(options.workDirectory, `round-${round}.log`);
    const target = writeSteps.find((step) => hits[step] === 0) ?? pick(writeSteps);
    // Inside a step for certain until each was met once, then anywhere near one.
    const dieIn = { step: target, occurrence: 1, afterMs: hits[target] === 0 ? 0 : round % 3 };
    const base = { place, folders: [pictures.folder], logFile };
    const randomly = round % randomEvery === 1;
    const killed = await runVictim(randomly ? base : { ...base, dieIn }, options, randomly);
    const { step, finished } = await readLog(logFile);
    for (const path of finished) promised.add(present.get(path)!);
    if (killed) {
      done++;
      hits[step] = (hits[step] ?? 0) + 1;
      log(`kill ${done}: in ${step}, ${finished.length} pictures reported`);
    }
    const problem = await integrityProblem(place.dataDirectory);
    if (problem) add(`round ${round}: ${problem}`);
    const { faults: seen, visible } = await findVisibleFaults(stores, anyPicture, folders);
    add(...seen.map((fault) => `round ${round}: ${fault}`));
    for (const [path, hash] of present) {
      if (promised.has(hash) && !visible.has(hash)) add(`round ${round}: ${path} is lost`);
    }
    promised.clear();
    for (const hash of visible.keys()) promised.add(hash);
    await rm(logFile);
  }

  const logFile = join(options.workDirectory, "last.log");
  await runVictim({ place, folders: [pictures.folder], logFile }, options, false);
  const { visible, faults: seen } = await findVisibleFaults(stores, anyPicture, folders);
  add(...seen);
  const expected = await pictures.hashes();
  for (const [path, hash] of expected) {
    const paths = visible.get(hash);
    if (paths?.join() !== path) add(`at the end ${path} is shown at ${paths?.join()}`);
  }
  if (visible.size !== expected.size) {
    add(`at the end ${visible.size} pictures, not ${expected.size}`);
  }
  add(...(await problemsOf(stores)));
  return { kills: done, hits, faults };
}

/** What `verify` finds. */
async function problemsOf(options: RevimgOptions): Promise<string[]> {
  const problems: string[] = [];
  await using revimg = await createRevimg(options);
  for await (const event of revimg.verify()) {
    if (event.type === "problem") problems.push(`${event.problem.kind}: ${event.problem.subject}`);
  }
  return problems;
}

/** Resolves to whether it was killed. */
export async function runVictim(
  victimOptions: VictimOptions,
  { victim }: Pick<KillOptions, "victim">,
  atRandomMoment: boolean,
): Promise<boolean> {
  const file = victim ?? fileURLToPath(new URL("./victim.js", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(victimOptions)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const exit = once(child, "exit");
  if (atRandomMoment) {
    await opened(victimOptions.logFile, child);
    await sleep(Math.random() * 1500);
    child.kill("SIGKILL");
  }
  const [code, signal] = await exit;
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`The victim ended with code ${code}.`);
  return signal === "SIGKILL";
}

/** Loading the model changes nothing; the random moment lies in the time after it. */
export async function opened(logFile: string, child: { exitCode: number | null }): Promise<void> {
  while (child.exitCode === null) {
    const text = await readFile(logFile, "utf8").catch(() => "");
    if (text.includes("opened")) return;
    await sleep(10);
  }
}

/** The step that had begun and not ended, and the paths that were reported done. */
async function readLog(logFile: string): Promise<{ step: string; finished: string[] }> {
  const lines = (await readFile(logFile, "utf8").catch(() => "")).split("\n");
  const running: string[] = [];
  const finished: string[] = [];
  for (const line of lines) {
    const [kind, name, ...path] = line.split(" ");
    if (kind === "start" && (writeSteps as readonly string[]).includes(name!)) running.push(name!);
    if (kind === "end" && running.includes(name!)) running.splice(running.indexOf(name!), 1);
    if (kind === "done") finished.push(path.join(" "));
  }
  return { step: running.at(-1) ?? "between", finished };
}

function pick<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
