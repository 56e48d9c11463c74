import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Bench, BenchContext, BenchResult } from "./lib/bench.js";
import { CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import { preparePictures, readPictures } from "./lib/pictures.js";
import { figure, median, percentile } from "./lib/statistics.js";
import { searchOverHttp } from "./search-clients.js";
import { type ServerMethods, startServerProcess } from "./server-client.js";

const soakMs = 10 * 60_000;

/**
 * Searches over HTTP by simultaneous clients, in turn with the same searches
 * without HTTP in the server's process. The work limit is what the machine's
 * cores could do if they did nothing but those.
 */
export const benchHttp: Bench = async (context) => {
  const server = startServerProcess();
  try {
    return await measure(server.methods, context);
  } finally {
    server.kill();
  }
};

async function measure(server: ServerMethods, context: BenchContext): Promise<BenchResult> {
  const { clients, log } = context;
  const set = await preparePictures(context);
  const pictures = await readPictures(set);
  log(`indexing ${pictures.length} pictures (${set.kind})`);
  const { url } = await server.start(join(context.workDirectory, "data"), set);

  const count = Math.max(clients, context.quick ? 300 : 600);
  let from = 0;
  const throughHttp = () => {
    const load = { url, names: set.names, pictures, from, count, clients };
    from += count;
    return searchOverHttp(load);
  };
  const meter = new CpuMeter(async () => processCpuMs() + (await server.usage()).cpuMs);
  // Not measured: the first searches meet cold code.
  await throughHttp();
  await server.searchDirectly(from, count, clients);
  const { bytes: rssBefore } = await server.rss();

  const latenciesMs: number[] = [];
  const directCpuMs: number[] = [];
  const overheadMs: number[] = [];
  const throughputs: number[] = [];
  const loops: Awaited<ReturnType<ServerMethods["loopDelay"]>>[] = [];
  let errors = 0;
  const started = performance.now();
  const enough = (rounds: number) =>
    context.soak ? performance.now() - started > soakMs : rounds >= (context.quick ? 5 : 12);
  for (let rounds = 0; !enough(rounds); rounds++) {
    const round = await meter.round(async () => {
      from += count;
      const direct = await server.searchDirectly(from, count, clients);
      const { cpuMs: cpuBefore } = await server.usage();
      await server.watchLoop();
      const http = await throughHttp();
      const loop = await server.loopDelay();
      errors += http.errors;
      return { direct, http, loop, httpCpuMs: (await server.usage()).cpuMs - cpuBefore };
    });
    latenciesMs.push(...round.http.latenciesMs);
    directCpuMs.push(round.direct.cpuMs / count);
    overheadMs.push((round.httpCpuMs - round.direct.cpuMs) / count);
    loops.push(round.loop);
    throughputs.push((count / round.http.wallMs) * 1000);
    const megabytes = Math.round((await server.rss()).bytes / 2 ** 20);
    log(`round ${rounds + 1}: ${figure(throughputs.at(-1)!)} searches a second, ${megabytes} MB`);
  }
  const { bytes: rssAfter } = await server.rss();
  await server.stop();

  const limit = (availableParallelism() * 1000) / median(directCpuMs);
  return {
    pictures: pictures.length,
    picture_kind: set.kind,
    clients,
    searches: latenciesMs.length,
    errors,
    p50_ms: figure(percentile(latenciesMs, 0.5)),
    p95_ms: figure(percentile(latenciesMs, 0.95)),
    searches_per_s: figure(median(throughputs)),
    work_limit_per_s: figure(limit),
    throughput_vs_work_limit: figure(median(throughputs) / limit),
    search_cpu_ms_p50: figure(median(directCpuMs)),
    overhead_cpu_ms_p50: figure(median(overheadMs)),
    loop_p99_ms: figure(median(loops.map(({ p99Ms }) => p99Ms))),
    loop_max_ms: figure(Math.max(...loops.map(({ maxMs }) => maxMs))),
    loop_samples_per_round: median(loops.map(({ samples }) => samples)),
    rss_mb: figure(rssAfter / 2 ** 20),
    rss_drift: figure(rssAfter / rssBefore - 1),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds,
  };
}
