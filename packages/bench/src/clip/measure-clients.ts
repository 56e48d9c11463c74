import { availableParallelism } from "node:os";
import type { BenchContext, BenchResult } from "../bench.js";
import { figure, percentile } from "../statistics.js";
import type { ClipMethods } from "./clip-methods.js";

const clients = 100;
const deadlineMs = 1000;

/**
 * Simultaneous clients that search by picture, first with all the time that it
 * takes, then with a deadline that most can't meet.
 *
 * @param limit searches a second if the machine's cores did nothing but decode
 * and run the model
 */
export async function measureClients(
  revimg: ClipMethods,
  folder: string,
  limit: number,
  { quick, log }: BenchContext,
): Promise<BenchResult> {
  await revimg.index(folder);
  log(`${clients} clients`);
  const patient = await revimg.search({ clients, searchesEach: quick ? 1 : 3 });
  log(`${clients} clients that allow ${deadlineMs} ms`);
  const hurried = await revimg.search({ clients, searchesEach: 1, deadlineMs });
  const searches = patient.answeredMs.length;
  for (const error of [...patient.errors, ...hurried.errors]) log(error);
  return {
    clients,
    clients_searches: searches,
    clients_errors: patient.errors.length + patient.refusedMs.length,
    clients_p50_ms: figure(percentile(patient.answeredMs, 0.5)),
    clients_p95_ms: figure(percentile(patient.answeredMs, 0.95)),
    clients_vs_work_limit: figure(workShare(patient.cpuMs / searches, limit)),
    clients_rate_vs_work_limit: figure(((searches / patient.wallMs) * 1000) / limit),
    clients_loop_p99_ms: figure(patient.loop.p99Ms),
    clients_rss_mb: megabytes(patient.rssPeak),
    clients_rss_growth_mb: megabytes(patient.rssPeak - patient.rssBefore),
    clients_deadline_ms: deadlineMs,
    clients_deadline_errors: hurried.errors.length,
    clients_answered: hurried.answeredMs.length,
    clients_answered_p95_ms: worst(hurried.answeredMs),
    clients_refused: hurried.refusedMs.length,
    clients_refused_p95_ms: worst(hurried.refusedMs),
  };
}

/** CPU time that the work itself takes, as a share of what was used. */
function workShare(cpuMsEach: number, limit: number): number {
  return (availableParallelism() * 1000) / limit / cpuMsEach;
}

function worst(latenciesMs: readonly number[]): number | null {
  return latenciesMs.length === 0 ? null : figure(percentile(latenciesMs, 0.95));
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
