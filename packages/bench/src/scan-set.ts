import type { VectorStore } from "@revimg/core";
import { type Candidates, dotProduct, plainScan, TopCandidates } from "@revimg/core/scan";
import { createSqliteStores } from "@revimg/core/sqlite";
import { type CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import type { ScanData } from "./lib/scan-data.js";
import { median } from "./lib/statistics.js";

export interface ScanTask {
  data: ScanData;
  rows: number;
  /** k of recall@k. */
  limit: number;
  queries: number;
  queriesPerRound: number;
  scanThreads: number;
}

export interface ScanFigures {
  /** Share of the exact `limit` nearest that the store finds, over all queries. */
  recall: number;
  /** CPU of one query, all threads, median of the rounds. */
  cpuMs: number;
  wallMs: number;
  /** CPU of one scan of all rows in plain JavaScript, median of the rounds. */
  plainCpuMs: number;
  /** From nothing to the first answer, median of three. */
  openMs: number;
  /** CPU of the same, all threads. */
  openCpuMs: number;
}

/** What was measured, for another engine on the same vectors. */
export interface ScanSet {
  task: ScanTask;
  /** Of the embedded store. */
  directory: string;
  space: string;
  dimension: number;
  queries: Float32Array[];
  /** Mean recall of the ids that were found for each query. */
  recallOf(found: readonly string[][]): number;
}

interface Round {
  cpuMs: number;
  wallMs: number[];
  plainCpuMs: number;
  exact: TopCandidates[];
  found: string[][];
}

/** A set of one million does not fit into memory next to the index: it is made block by block. */
const blockRows = 100_000;
const dimension = 512;
const space = "bench";

export async function measureScan(
  task: ScanTask,
  directory: string,
  meter: CpuMeter,
  log: (line: string) => void,
): Promise<{ figures: ScanFigures; set: ScanSet }> {
  await build(task, directory, log);
  const openMs: number[] = [];
  const openCpuMs: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const cpuBefore = processCpuMs();
    const started = performance.now();
    const opened = await open(task, directory);
    await opened.vectors.query({ vector: task.data.query(0), topK: task.limit });
    openMs.push(performance.now() - started);
    openCpuMs.push(processCpuMs() - cpuBefore);
    await opened.close();
  }

  const { vectors, close } = await open(task, directory);
  const queries = Array.from({ length: task.queries }, (_, number) => task.data.query(number));
  const exact = queries.map(() => new TopCandidates(task.limit));
  const found: string[][] = [];
  const rounds: Round[] = [];
  const block = new Float32Array(Math.min(blockRows, task.rows) * dimension);
  for (let firstRow = 0; firstRow < task.rows; firstRow += blockRows) {
    task.data.fill(block, firstRow);
    for (let first = 0; first < task.queries; first += task.queriesPerRound) {
      const chosen = queries.slice(first, first + task.queriesPerRound);
      const round = await meter.round(() => runRound(task, vectors, chosen, block, firstRow));
      rounds.push(round);
      for (const [at, top] of round.exact.entries()) {
        merge(exact[first + at]!, top);
        found[first + at] = round.found[at]!;
      }
      log(`round ${rounds.length}, rows to ${firstRow + blockRows}`);
    }
  }
  await close();

  const nearest = exact.map((top) => top.takeSorted());
  const recall = (answers: readonly string[][]) => {
    const recalls = queries.map((query, at) => recallOf(task, query, nearest[at]!, answers[at]!));
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  };
  const perQuery = (value: (round: Round) => number) =>
    median(rounds.map((round) => value(round) / round.exact.length));
  const figures = {
    recall: recall(found),
    cpuMs: perQuery(({ cpuMs }) => cpuMs),
    wallMs: median(rounds.flatMap(({ wallMs }) => wallMs)),
    plainCpuMs: perQuery(({ plainCpuMs }) => plainCpuMs) * Math.ceil(task.rows / blockRows),
    openMs: median(openMs),
    openCpuMs: median(openCpuMs),
  };
  return { figures, set: { task, directory, space, dimension, queries, recallOf: recall } };
}

/** The plain scan over one block, then the store over everything, with the same queries. */
async function runRound(
  task: ScanTask,
  vectors: VectorStore,
  queries: readonly Float32Array[],
  block: Float32Array,
  firstRow: number,
): Promise<Round> {
  const exact = queries.map(() => new TopCandidates(task.limit));
  let cpuBefore = processCpuMs();
  for (const [at, query] of queries.entries()) plainScan(query, block, exact[at]!, firstRow);
  const plainCpuMs = processCpuMs() - cpuBefore;

  const found: string[][] = [];
  const wallMs: number[] = [];
  // A small index answers too fast for the clock that finds foreign work.
  const passes = Math.max(1, Math.round(400_000 / task.rows));
  cpuBefore = processCpuMs();
  for (let pass = 0; pass < passes; pass++) {
    for (const [at, vector] of queries.entries()) {
      const started = performance.now();
      const hits = await vectors.query({ vector, topK: task.limit });
      wallMs.push(performance.now() - started);
      found[at] = hits.map(({ id }) => id);
    }
  }
  return { cpuMs: (processCpuMs() - cpuBefore) / passes, wallMs, plainCpuMs, exact, found };
}

async function build(task: ScanTask, directory: string, log: (line: string) => void) {
  const { vectors, close } = await open(task, directory);
  const batchRows = vectors.capabilities.maxBatch;
  const started = performance.now();
  for (let firstRow = 0; firstRow < task.rows; firstRow += batchRows) {
    const rows = Math.min(batchRows, task.rows - firstRow);
    const batch = new Float32Array(rows * dimension);
    task.data.fill(batch, firstRow);
    await vectors.upsert(
      Array.from({ length: rows }, (_, row) => ({
        id: idOf(firstRow + row),
        vector: batch.slice(row * dimension, (row + 1) * dimension),
      })),
    );
    if ((firstRow + rows) % blockRows === 0) {
      const seconds = (performance.now() - started) / 1000;
      log(`${firstRow + rows} vectors stored, ${Math.round((firstRow + rows) / seconds)} a second`);
    }
  }
  await close();
}

async function open({ scanThreads }: ScanTask, directory: string) {
  const stores = await createSqliteStores({ directory, scanThreads });
  await stores.vectors.open({ space, dimension });
  return stores;
}

function merge(into: TopCandidates, from: TopCandidates): void {
  const { slots, scores } = from.takeSorted();
  for (const [at, slot] of slots.entries()) into.offer(scores[at]!, slot);
}

/**
 * An answer that is not among the exact ones still counts when it is as near as
 * the last of them: sums in another order differ in the seventh digit.
 */
function recallOf(
  { data, limit }: ScanTask,
  query: Float32Array,
  { slots, scores }: Candidates,
  found: readonly string[],
): number {
  const expected = new Set(Array.from(slots, idOf));
  const worst = scores[scores.length - 1]! - 1e-6;
  const row = new Float32Array(dimension);
  const right = new Set(found).size === found.length ? found : [];
  const hits = right.filter((id) => {
    if (expected.has(id)) return true;
    data.fill(row, rowOf(id));
    return dotProduct(query, row) >= worst;
  });
  return hits.length / limit;
}

/** As long as the ids of pictures are. */
function idOf(row: number): string {
  return `00000000-0000-5000-8000-${row.toString(16).padStart(12, "0")}`;
}

function rowOf(id: string): number {
  return Number.parseInt(id.slice(-12), 16);
}
