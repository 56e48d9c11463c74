import {
  figure,
  median
} from "./chunk-6PK7EDCD.js";
import {
  CpuMeter,
  processCpuMs
} from "./chunk-TUEFZGPM.js";
import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/scan.ts
import { rm } from "fs/promises";
import { join } from "path";

// src/scan-data.ts
var clipLikeOutliers = [
  { dimension: 92, magnitude: 15 },
  { dimension: 133, magnitude: -12 }
];
var ScanData = class {
  #options;
  #centres;
  /** The length of a member's deviation from its cluster's centre, which has length 1. */
  #spreads;
  #clusters;
  #seed;
  constructor(options) {
    const { dimension: dimension3, clusters = 2e3, seed = 1 } = options;
    this.#options = options;
    this.#clusters = clusters;
    this.#seed = seed;
    this.#centres = new Float32Array(clusters * dimension3);
    this.#spreads = new Float64Array(clusters);
    for (let cluster = 0; cluster < clusters; cluster++) {
      const next = addNoise(
        this.#centres,
        cluster * dimension3,
        dimension3,
        1 / Math.sqrt(dimension3),
        mix(seed, cluster, 1)
      );
      const cosine = 0.6 + 0.35 * (next / 2 ** 32);
      this.#spreads[cluster] = Math.sqrt(1 / cosine - 1);
    }
  }
  /** Fills `block` with the vectors of the rows from `firstRow` on, one after the other. */
  fill(block, firstRow) {
    const rows = Math.floor(block.length / this.#options.dimension);
    for (let row = 0; row < rows; row++) {
      this.#write(block, row * this.#options.dimension, mix(this.#seed, firstRow + row, 2));
    }
  }
  /** A vector of some cluster that is not one of the rows. */
  query(number) {
    const vector = new Float32Array(this.#options.dimension);
    this.#write(vector, 0, mix(this.#seed, number, 3));
    return vector;
  }
  #write(target, offset, state) {
    const { dimension: dimension3, outliers = [] } = this.#options;
    const cluster = state % this.#clusters;
    const from = cluster * dimension3;
    target.set(this.#centres.subarray(from, from + dimension3), offset);
    const spread = this.#spreads[cluster];
    const next = addNoise(
      target,
      offset,
      dimension3,
      spread / Math.sqrt(dimension3),
      mix(state, cluster, 4)
    );
    for (const outlier of outliers) {
      const share = 0.95 + 0.1 * (mix(next, outlier.dimension, 5) / 2 ** 32);
      const rootMeanSquare = Math.sqrt((1 + spread * spread) / dimension3);
      target[offset + outlier.dimension] = outlier.magnitude * rootMeanSquare * share;
    }
    normalise(target, offset, dimension3);
  }
};
function addNoise(target, offset, count, deviation, seed) {
  const factor = deviation / Math.sqrt((256 * 256 - 1) / 3);
  let state = seed | 1;
  for (let i = offset; i < offset + count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const bytes = (state & 255) + (state >>> 8 & 255) + (state >>> 16 & 255) + (state >>> 24);
    target[i] = target[i] + (bytes - 510) * factor;
  }
  return state >>> 0;
}
function normalise(target, offset, count) {
  let squares = 0;
  for (let i = offset; i < offset + count; i++) squares += target[i] * target[i];
  const factor = 1 / Math.sqrt(squares);
  for (let i = offset; i < offset + count; i++) target[i] = target[i] * factor;
}
function mix(a, b, c) {
  let hash = Math.imul(a, 2654435761) ^ Math.imul(b + 1, 2246822519) ^ Math.imul(c, 3266489917);
  for (const multiplier of [2246822507, 3266489909]) {
    hash = Math.imul(hash ^ hash >>> 16, multiplier);
    hash ^= hash >>> 13;
  }
  return (hash ^ hash >>> 16) >>> 0;
}

// src/scan-faiss.ts
import { existsSync, readdirSync, readFileSync } from "fs";
import { faiss } from "@revimg/adapters/faiss";
import { createSqliteStores } from "@revimg/core/sqlite";
import { faissBinding, whyNoFaiss } from "@revimg/testing/services";
var never = 2 ** 31 - 1;
var rounds = 5;
function whyNoFaissHere() {
  if (!existsSync("/proc/self/schedstat")) return "needs Linux, to know a child's CPU time.";
  return whyNoFaiss();
}
async function measureFaiss({ task, directory, space: space2, dimension: dimension3, queries, recallOf: recallOf2 }, kind, log) {
  var _stack = [];
  try {
    const embedded = __using(_stack, await createSqliteStores({ directory, scanThreads: task.scanThreads }), true);
    await embedded.vectors.open({ space: space2, dimension: dimension3 });
    await embedded.vectors.sideIndex.state();
    await embedded.vectors.sideIndex.discard();
    const store = __using(_stack, faiss({
      path: directory,
      binding: await faissBinding(),
      ivfFrom: kind === "flat" ? never : 1
    }), true);
    const before = processCpuMs();
    await store.open({ space: space2, dimension: dimension3 });
    await store.settled();
    const buildCpuMs = allCpuMs(store) - before;
    const { index } = store.status();
    log(`FAISS ${kind}: ${index?.lists ?? 1} lists, ${Math.round(buildCpuMs)} ms of CPU`);
    const meter = new CpuMeter(() => allCpuMs(store));
    const perRound = Math.ceil(queries.length / rounds);
    const found = [];
    const measured = {
      cpuMs: [],
      embeddedCpuMs: [],
      wallMs: []
    };
    for (let first = 0; first < queries.length; first += perRound) {
      const chosen = queries.slice(first, first + perRound);
      const { own, beside } = await meter.round(async () => ({
        beside: await ask(embedded.vectors, chosen, task.limit, processCpuMs),
        own: await ask(store, chosen, task.limit, () => allCpuMs(store))
      }));
      found.push(...own.found);
      measured.cpuMs.push(own.cpuMs);
      measured.embeddedCpuMs.push(beside.cpuMs);
      measured.wallMs.push(own.wallMs);
    }
    const { answered, lastFailure } = store.status();
    if (answered.exact > 0) throw new Error(`FAISS did not answer every query: ${lastFailure}`);
    return {
      recall: recallOf2(found),
      cpuMs: median(measured.cpuMs),
      embeddedCpuMs: median(measured.embeddedCpuMs),
      wallMs: median(measured.wallMs),
      buildCpuMs,
      probes: index?.probes ?? null
    };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function ask(vectors, queries, topK, cpuMs) {
  const passes = 5;
  const found = [];
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
    wallMs: (performance.now() - started) / asked
  };
}
function allCpuMs(store) {
  return store.status().processIds.reduce((sum, pid) => sum + childCpuMs(pid), processCpuMs());
}
function childCpuMs(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map(
    (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0])
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}

// src/scan-set.ts
import { dotProduct, plainScan, TopCandidates } from "@revimg/core/scan";
import { createSqliteStores as createSqliteStores2 } from "@revimg/core/sqlite";
var blockRows = 1e5;
var dimension = 512;
var space = "bench";
async function measureScan(task, directory, meter, log) {
  await build(task, directory, log);
  const openMs = [];
  const openCpuMs = [];
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
  const found = [];
  const rounds2 = [];
  const block = new Float32Array(Math.min(blockRows, task.rows) * dimension);
  for (let firstRow = 0; firstRow < task.rows; firstRow += blockRows) {
    task.data.fill(block, firstRow);
    for (let first = 0; first < task.queries; first += task.queriesPerRound) {
      const chosen = queries.slice(first, first + task.queriesPerRound);
      const round = await meter.round(() => runRound(task, vectors, chosen, block, firstRow));
      rounds2.push(round);
      for (const [at, top] of round.exact.entries()) {
        merge(exact[first + at], top);
        found[first + at] = round.found[at];
      }
      log(`round ${rounds2.length}, rows to ${firstRow + blockRows}`);
    }
  }
  await close();
  const nearest = exact.map((top) => top.takeSorted());
  const recall = (answers) => {
    const recalls = queries.map((query, at) => recallOf(task, query, nearest[at], answers[at]));
    return recalls.reduce((sum, recall2) => sum + recall2, 0) / recalls.length;
  };
  const perQuery = (value) => median(rounds2.map((round) => value(round) / round.exact.length));
  const figures = {
    recall: recall(found),
    cpuMs: perQuery(({ cpuMs }) => cpuMs),
    wallMs: median(rounds2.flatMap(({ wallMs }) => wallMs)),
    plainCpuMs: perQuery(({ plainCpuMs }) => plainCpuMs) * Math.ceil(task.rows / blockRows),
    openMs: median(openMs),
    openCpuMs: median(openCpuMs)
  };
  return { figures, set: { task, directory, space, dimension, queries, recallOf: recall } };
}
async function runRound(task, vectors, queries, block, firstRow) {
  const exact = queries.map(() => new TopCandidates(task.limit));
  let cpuBefore = processCpuMs();
  for (const [at, query] of queries.entries()) plainScan(query, block, exact[at], firstRow);
  const plainCpuMs = processCpuMs() - cpuBefore;
  const found = [];
  const wallMs = [];
  const passes = Math.max(1, Math.round(4e5 / task.rows));
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
async function build(task, directory, log) {
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
        vector: batch.slice(row * dimension, (row + 1) * dimension)
      }))
    );
    if ((firstRow + rows) % blockRows === 0) {
      const seconds = (performance.now() - started) / 1e3;
      log(`${firstRow + rows} vectors stored, ${Math.round((firstRow + rows) / seconds)} a second`);
    }
  }
  await close();
}
async function open({ scanThreads }, directory) {
  const stores = await createSqliteStores2({ directory, scanThreads });
  await stores.vectors.open({ space, dimension });
  return stores;
}
function merge(into, from) {
  const { slots, scores } = from.takeSorted();
  for (const [at, slot] of slots.entries()) into.offer(scores[at], slot);
}
function recallOf({ data, limit }, query, { slots, scores }, found) {
  const expected = new Set(Array.from(slots, idOf));
  const worst = scores[scores.length - 1] - 1e-6;
  const row = new Float32Array(dimension);
  const right = new Set(found).size === found.length ? found : [];
  const hits = right.filter((id) => {
    if (expected.has(id)) return true;
    data.fill(row, rowOf(id));
    return dotProduct(query, row) >= worst;
  });
  return hits.length / limit;
}
function idOf(row) {
  return `00000000-0000-5000-8000-${row.toString(16).padStart(12, "0")}`;
}
function rowOf(id) {
  return Number.parseInt(id.slice(-12), 16);
}

// src/scan.ts
var dimension2 = 512;
var benchScan = async (context) => {
  const meter = new CpuMeter();
  const task = (rows, options = {}) => ({
    rows,
    data: new ScanData({ dimension: dimension2 }),
    limit: 20,
    queries: 100,
    queriesPerRound: 20,
    scanThreads: 1,
    ...options
  });
  const absent = whyNoFaissHere();
  if (absent !== null) context.log(`FAISS is left out: it ${absent}`);
  const kinds = absent === null ? ["flat", "ivf"] : [];
  const {
    figures: small,
    flat,
    ivf
  } = await measure("100,000 vectors", task(1e5), meter, context, kinds);
  const { figures: outliers } = await measure(
    "100,000 vectors with outlier dimensions",
    task(1e5, {
      data: new ScanData({ dimension: dimension2, outliers: clipLikeOutliers, seed: 2 }),
      limit: 100,
      queries: context.quick ? 20 : 60
    }),
    meter,
    context
  );
  const large = context.quick ? void 0 : await measure(
    "1,000,000 vectors",
    task(1e6, { queries: 40, queriesPerRound: 40, scanThreads: 2 }),
    meter,
    context,
    kinds.slice(1)
  );
  return {
    recall_100k: small.recall,
    cpu_ms_100k: figure(small.cpuMs),
    js_cpu_ms_100k: figure(small.plainCpuMs),
    js_ratio_100k: figure(small.plainCpuMs / small.cpuMs),
    open_ms_100k: figure(small.openMs),
    open_cpu_ms_100k: figure(small.openCpuMs),
    ...large && {
      recall_1m: large.figures.recall,
      cpu_ms_1m: figure(large.figures.cpuMs),
      wall_ms_1m_2_threads: figure(large.figures.wallMs),
      js_cpu_ms_1m: figure(large.figures.plainCpuMs),
      js_ratio_1m: figure(large.figures.plainCpuMs / large.figures.cpuMs),
      open_ms_1m: figure(large.figures.openMs),
      open_cpu_ms_1m: figure(large.figures.openCpuMs)
    },
    recall_limit_100_outliers: outliers.recall,
    cpu_ms_limit_100_outliers: figure(outliers.cpuMs),
    ...faissKeys("flat_100k", flat),
    ...faissKeys("ivf_100k", ivf),
    ...faissKeys("ivf_1m", large?.ivf),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds
  };
};
function faissKeys(name, figures) {
  if (!figures) return {};
  return {
    [`faiss_${name}_recall`]: figures.recall,
    [`faiss_${name}_cpu_ms`]: figure(figures.cpuMs),
    [`faiss_${name}_vs_embedded`]: figure(figures.embeddedCpuMs / figures.cpuMs),
    [`faiss_${name}_wall_ms`]: figure(figures.wallMs),
    [`faiss_${name}_build_cpu_s`]: figure(figures.buildCpuMs / 1e3),
    ...figures.probes !== null && { [`faiss_${name}_probes`]: figures.probes }
  };
}
async function measure(name, task, meter, context, kinds = []) {
  const directory = join(context.workDirectory, `scan-${task.rows}-${task.limit}`);
  const log = (line) => context.log(`${name}: ${line}`);
  const { figures, set } = await measureScan(task, directory, meter, log);
  const faiss2 = {};
  for (const kind of kinds) faiss2[kind] = await measureFaiss(set, kind, log);
  await rm(directory, { recursive: true, force: true });
  return { figures, ...faiss2 };
}
export {
  benchScan
};
//# sourceMappingURL=scan-K7VV75ME.js.map