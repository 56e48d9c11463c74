import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type FaissStore, faiss } from "@revimg/adapters/faiss";
import type { VectorStore } from "@revimg/core";
import { createSqliteStores } from "@revimg/core/sqlite";
import { faissBinding, whyNoFaiss } from "@revimg/testing/services";
import { CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import { median } from "./lib/statistics.js";
import type { ScanSet } from "./scan-set.js";

export interface FaissFigures {
  recall: number;
  /** CPU of one query, the child's included, median of the rounds. */
  cpuMs: number;
  /** CPU of the same query by the embedded store, in the same rounds. */
  embeddedCpuMs: number;
  wallMs: number;
  /** CPU from opening until the index is ready: reading the rows, training, measuring the recall. */
  buildCpuMs: number;
  /** Lists that a search looks into; null for flat. */
  probes: number | null;
}

const never = 2 ** 31 - 1;
const rounds = 5;

/** Why FAISS can't be measured, or null. */
export function whyNoFaissHere(): string | null {
  if (!existsSync("/proc/self/schedstat")) return "needs Linux, to know a child's CPU time.";
  return whyNoFaiss();
}

/** FAISS and the embedded store by turns, with the same queries on the same table. */
export async function measureFaiss(
  { task, directory, space, dimension, queries, recallOf }: ScanSet,
  kind: "flat" | "ivf",
  log: (line: string) => void,
): Promise<FaissFigures> {
  await using embedded = await createSqliteStores({ directory, scanThreads: task.scanThreads });
  await embedded.vectors.open({ space, dimension });
  // An index of the other kind would be good enough to stay.
  await embedded.vectors.sideIndex.state();
  await embedded.vectors.sideIndex.discard();
  await using store = faiss({
    path: directory,
    binding: await faissBinding(),
    ivfFrom: kind === "flat" ? never : 1,
  });
  const before = processCpuMs();
  await store.open({ space, dimension });
  await store.settled();
  const buildCpuMs = allCpuMs(store) - before;
  const { index } = store.status();
  log(`FAISS ${kind}: ${index?.lists ?? 1} lists, ${Math.round(buildCpuMs)} ms of CPU`);

  const meter = new CpuMeter(() => allCpuMs(store));
  const perRound = Math.ceil(queries.length / rounds);
  const found: string[][] = [];
  const measured: Record<"cpuMs" | "embeddedCpuMs" | "wallMs", number[]> = {
    cpuMs: [],
    embeddedCpuMs: [],
    wallMs: [],
  };
  for (let first = 0; first < queries.length; first += perRound) {
    const chosen = queries.slice(first, first + perRound);
    const { own, beside } = await meter.round(async () => ({
      beside: await ask(embedded.vectors, chosen, task.limit, processCpuMs),
      own: await ask(store, chosen, task.limit, () => allCpuMs(store)),
    }));
    found.push(...own.found);
    measured.cpuMs.push(own.cpuMs);
    measured.embeddedCpuMs.push(beside.cpuMs);
    measured.wallMs.push(own.wallMs);
  }
  const { answered, lastFailure } = store.status();
  if (answered.exact > 0) throw new Error(`FAISS did not answer every query: ${lastFailure}`);
  return {
    recall: recallOf(found),
    cpuMs: median(measured.cpuMs),
    embeddedCpuMs: median(measured.embeddedCpuMs),
    wallMs: median(measured.wallMs),
    buildCpuMs,
    probes: index?.probes ?? null,
  };
}

/** All queries several times, as a single one is too short for the clock; figures are of one query. */
async function ask(
  vectors: VectorStore,
  queries: readonly Float32Array[],
  topK: number,
  cpuMs: () => number,
) {
  const passes = 5;
  const found: string[][] = [];
  const before = cpuMs();
  const started = performance.now();
  for (let pass = 0; pass < passes; pass++) {
    for (const [at, vector] of queries.entries()) {
      found[at] = (await vectors.query({ vector, topK })).map(({ id }) => id);
    }
  }
  const asked = passes * queries.length;
  return {
    found,
    cpuMs: (cpuMs() - before) / asked,
    wallMs: (performance.now() - started) / asked,
  };
}

/** Of this process and the store's children, with all their threads. */
function allCpuMs(store: FaissStore): number {
  return store.status().processIds.reduce((sum, pid) => sum + childCpuMs(pid), processCpuMs());
}

/** The scheduler's own count of nanoseconds; `stat` has only hundredths of a second. */
function childCpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}
