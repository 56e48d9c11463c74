import { spawn, spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { BenchResult } from "../lib/bench.js";
import type { KeptRun } from "./kept-figures.js";
import { rowsOf } from "./rows-of.js";

/** The benches' own command line, beside this file when it is built. */
const commandLine = fileURLToPath(new URL("./index.js", import.meta.url));

/** Runs a bench in a process of its own. Rejects when it fails, or when the signal has stopped it. */
export async function runBench(
  name: string,
  { quick, signal }: { quick: boolean; signal?: AbortSignal | undefined },
): Promise<KeptRun> {
  const started = performance.now();
  const words = [commandLine, name, "--json", ...(quick ? ["--quick"] : [])];
  const bench = spawn(process.execPath, words, {
    stdio: ["ignore", "pipe", "inherit"],
    signal,
  });
  let output = "";
  bench.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const status = await new Promise((resolve, reject) => {
    bench.once("error", reject);
    bench.once("close", resolve);
  });
  if (status !== 0) throw new Error(`The bench ${name} ended with exit code ${status}.`);
  const result = JSON.parse(output) as BenchResult;
  return {
    commit: commitHere(),
    date: new Date().toISOString().slice(0, 10),
    machine: machineHere(),
    seconds: Math.round((performance.now() - started) / 1000),
    quick,
    rows: rowsOf(name, result),
  };
}

function machineHere(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${memory} GB of memory, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

function commitHere(): string {
  const git = (...words: string[]) => spawnSync("git", words, { encoding: "utf8" }).stdout.trim();
  // The pages are being written: they change nothing that is measured.
  const written = ["README.md", "docs/benchmarks.md", "packages/bench/figures.json"];
  const others = ["--", ":/", ...written.map((path) => `:(top,exclude)${path}`)];
  const changes = git("status", "--porcelain", "--untracked-files=no", ...others);
  return `${git("rev-parse", "--short=7", "HEAD")}${changes === "" ? "" : "+"}`;
}
