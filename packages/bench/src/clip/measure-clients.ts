import type { BenchContext, BenchResult } from "../lib/bench.js";
import type { CpuMeter } from "../lib/cpu-meter.js";
import { figure, percentile } from "../lib/statistics.js";
import type { ClipProcesses } from "./clip-processes.js";
import { cpuMsOfLimit, lapOf, workLimit } from "./race.js";

const clients = 100;
const deadlineMs = 1000;

/**
 * Simultaneous clients that search by picture, first with all the time that it
 * takes, then with a deadline that most can't meet. The work limit is measured
 * before and after them.
 */
export async function measureClients(
  { methods }: ClipProcesses,
  folder: string,
  meter: CpuMeter,
  { quick, log }: BenchContext,
): Promise<BenchResult> {
  const { revimg, model, decoding } = methods;
  const alone = async () => ({
    model: await lapOf(() => model.embed("small", 0, 16, 8), meter),
    decoding: await lapOf(() => decoding.embed("small", 0, 96, 8), meter),
  });
  await revimg.index(folder);
  const before = await alone();
  log(`${clients} clients`);
  const { result: patient, share } = await meter.watch(() =>
    revimg.search({ clients, searchesEach: quick ? 1 : 3 }),
  );
  const after = await alone();
  log(`${clients} clients that allow ${deadlineMs} ms`);
  const hurried = await revimg.search({ clients, searchesEach: 1, deadlineMs });
  for (const error of [...patient.errors, ...hurried.errors]) log(error);

  const searches = patient.answeredMs.length;
  const limit = workLimit([before.model, after.model], [before.decoding, after.decoding]);
  const rate = (searches / (patient.wallMs * (1 - share))) * 1000;
  return {
    clients,
    searches,
    errors: patient.errors.length + patient.refusedMs.length,
    p50_ms: latency(patient.answeredMs, 0.5),
    p95_ms: latency(patient.answeredMs, 0.95),
    vs_work_limit: figure(cpuMsOfLimit(limit) / (patient.cpuMs / searches)),
    rate_vs_work_limit: figure(rate / limit),
    loop_p99_ms: figure(patient.loop.p99Ms),
    rss_mb: megabytes(patient.rssPeak),
    rss_growth_mb: megabytes(patient.rssPeak - patient.rssBefore),
    deadline_ms: deadlineMs,
    deadline_errors: hurried.errors.length,
    answered: hurried.answeredMs.length,
    answered_p95_ms: latency(hurried.answeredMs, 0.95),
    refused: hurried.refusedMs.length,
    refused_p95_ms: latency(hurried.refusedMs, 0.95),
    refused_max_ms: latency(hurried.refusedMs, 1),
  };
}

function latency(latenciesMs: readonly number[], share: number): number | null {
  return latenciesMs.length === 0 ? null : figure(percentile(latenciesMs, share));
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
