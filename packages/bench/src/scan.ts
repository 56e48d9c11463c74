import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, BenchContext } from "./bench.js";
import { CpuMeter } from "./cpu-meter.js";
import { clipLikeOutliers, ScanData } from "./scan-data.js";
import { measureScan, type ScanFigures, type ScanTask } from "./scan-set.js";
import { figure } from "./statistics.js";

const dimension = 512;

/**
 * The embedded vector store against the plain scan in JavaScript: clustered
 * vectors, answers rescored from the database included, interleaved in one run.
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
  const small = await measure("100,000 vectors", task(100_000), meter, context);
  const outliers = await measure(
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
      );
  return {
    recall_100k: small.recall,
    cpu_ms_100k: figure(small.cpuMs),
    js_cpu_ms_100k: figure(small.plainCpuMs),
    js_ratio_100k: figure(small.plainCpuMs / small.cpuMs),
    open_ms_100k: figure(small.openMs),
    open_cpu_ms_100k: figure(small.openCpuMs),
    ...(large && {
      recall_1m: large.recall,
      cpu_ms_1m: figure(large.cpuMs),
      wall_ms_1m_2_threads: figure(large.wallMs),
      js_cpu_ms_1m: figure(large.plainCpuMs),
      js_ratio_1m: figure(large.plainCpuMs / large.cpuMs),
      open_ms_1m: figure(large.openMs),
      open_cpu_ms_1m: figure(large.openCpuMs),
    }),
    recall_limit_100_outliers: outliers.recall,
    cpu_ms_limit_100_outliers: figure(outliers.cpuMs),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds,
  };
};

async function measure(
  name: string,
  task: ScanTask,
  meter: CpuMeter,
  context: BenchContext,
): Promise<ScanFigures> {
  const directory = join(context.workDirectory, `scan-${task.rows}-${task.limit}`);
  const figures = await measureScan(task, directory, meter, (line) =>
    context.log(`${name}: ${line}`),
  );
  await rm(directory, { recursive: true, force: true });
  return figures;
}
