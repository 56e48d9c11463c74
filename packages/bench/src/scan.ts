import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, BenchContext, BenchResult } from "./lib/bench.js";
import { CpuMeter } from "./lib/cpu-meter.js";
import { clipLikeOutliers, ScanData } from "./lib/scan-data.js";
import { figure } from "./lib/statistics.js";
import { type FaissFigures, measureFaiss, whyNoFaissHere } from "./scan-faiss.js";
import { measureScan, type ScanFigures, type ScanTask } from "./scan-set.js";

const dimension = 512;

/**
 * The embedded vector store against the plain scan in JavaScript: clustered
 * vectors, answers rescored from the database included, interleaved in one run.
 * Then FAISS against the embedded store, on the same vectors; where there is no
 * FAISS, its keys are left out.
 */
export const benchScan: Bench = async (context) => {
  const meter = new CpuMeter();
  const task = (rows: number, options: Partial<ScanTask> = {}): ScanTask => ({
    rows,
    data: new ScanData({ dimension }),
    limit: 20,
    queries: 100,
    queriesPerRound: 20,
    scanThreads: 1,
    ...options,
  });
  const absent = whyNoFaissHere();
  if (absent !== null) context.log(`FAISS is left out: it ${absent}`);
  const kinds = absent === null ? (["flat", "ivf"] as const) : [];
  const {
    figures: small,
    flat,
    ivf,
  } = await measure("100,000 vectors", task(100_000), meter, context, kinds);
  const { figures: outliers } = await measure(
    "100,000 vectors with outlier dimensions",
    task(100_000, {
      data: new ScanData({ dimension, outliers: clipLikeOutliers, seed: 2 }),
      limit: 100,
      queries: context.quick ? 20 : 60,
    }),
    meter,
    context,
  );
  const large = context.quick
    ? undefined
    : await measure(
        "1,000,000 vectors",
        task(1_000_000, { queries: 40, queriesPerRound: 40, scanThreads: 2 }),
        meter,
        context,
        kinds.slice(1),
      );
  return {
    recall_100k: small.recall,
    cpu_ms_100k: figure(small.cpuMs),
    js_cpu_ms_100k: figure(small.plainCpuMs),
    js_ratio_100k: figure(small.plainCpuMs / small.cpuMs),
    open_ms_100k: figure(small.openMs),
    open_cpu_ms_100k: figure(small.openCpuMs),
    ...(large && {
      recall_1m: large.figures.recall,
      cpu_ms_1m: figure(large.figures.cpuMs),
      wall_ms_1m_2_threads: figure(large.figures.wallMs),
      js_cpu_ms_1m: figure(large.figures.plainCpuMs),
      js_ratio_1m: figure(large.figures.plainCpuMs / large.figures.cpuMs),
      open_ms_1m: figure(large.figures.openMs),
      open_cpu_ms_1m: figure(large.figures.openCpuMs),
    }),
    recall_limit_100_outliers: outliers.recall,
    cpu_ms_limit_100_outliers: figure(outliers.cpuMs),
    ...faissKeys("flat_100k", flat),
    ...faissKeys("ivf_100k", ivf),
    ...faissKeys("ivf_1m", large?.ivf),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds,
  };
};

/** `vs_embedded` above 1: FAISS needs less CPU. */
function faissKeys(name: string, figures: FaissFigures | undefined): BenchResult {
  if (!figures) return {};
  return {
    [`faiss_${name}_recall`]: figures.recall,
    [`faiss_${name}_cpu_ms`]: figure(figures.cpuMs),
    [`faiss_${name}_vs_embedded`]: figure(figures.embeddedCpuMs / figures.cpuMs),
    [`faiss_${name}_wall_ms`]: figure(figures.wallMs),
    [`faiss_${name}_build_cpu_s`]: figure(figures.buildCpuMs / 1000),
    ...(figures.probes !== null && { [`faiss_${name}_probes`]: figures.probes }),
  };
}

async function measure(
  name: string,
  task: ScanTask,
  meter: CpuMeter,
  context: BenchContext,
  kinds: readonly ("flat" | "ivf")[] = [],
): Promise<{ figures: ScanFigures; flat?: FaissFigures; ivf?: FaissFigures }> {
  const directory = join(context.workDirectory, `scan-${task.rows}-${task.limit}`);
  const log = (line: string) => context.log(`${name}: ${line}`);
  const { figures, set } = await measureScan(task, directory, meter, log);
  const faiss: { flat?: FaissFigures; ivf?: FaissFigures } = {};
  for (const kind of kinds) faiss[kind] = await measureFaiss(set, kind, log);
  await rm(directory, { recursive: true, force: true });
  return { figures, ...faiss };
}
