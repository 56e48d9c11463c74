import { availableParallelism, constants, setPriority } from "node:os";
import { join } from "node:path";
import type { Bench, BenchContext, BenchResult } from "./lib/bench.js";
import { CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import { type PictureSet, preparePictures, readPictures } from "./lib/pictures.js";
import { figure, median, percentile } from "./lib/statistics.js";
import { measureDecodingAlone, measureModelAlone } from "./lib/work-limit.js";
import { searchOverHttp } from "./search-clients.js";
import { type ServerMethods, startServerProcess } from "./server-client.js";
import { measureOverScan } from "./vector-search.js";

const soakMs = 10 * 60_000;

/** A round in so many also measures the model and decoding alone. */
const roundsPerLimit = 2;

/** Pictures whose decoding is measured. */
const decodedPictures = 200;

/** The crowd that comes once, after the rounds. */
const crowdClients = 100;

/** Searches by vector are measured so often; the first time meets cold code. */
const vectorRounds = 6;

/**
 * Searches over HTTP by simultaneous clients, in turn with the same searches
 * without HTTP in the server's process. Two limits say what the machine's cores could
 * do: those searches and nothing else, or the model and decoding and nothing else.
 */
export const benchHttp: Bench = async (context) => {
  const server = startServerProcess();
  // Clients are other machines as a rule: here they give way to the server.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const meter = new CpuMeter(async () => processCpuMs() + (await server.methods.usage()).cpuMs);
  let result: BenchResult;
  try {
    result = await measure(server.methods, context, meter);
  } finally {
    server.kill();
  }
  const { repeats, disturbedRounds } = meter;
  // Searches among many rows were measured already.
  if (context.rows > 0) return { ...result, repeats, disturbed_rounds: disturbedRounds };
  const scanMeter = new CpuMeter();
  const overScanMs = await measureOverScan(
    join(context.workDirectory, "many"),
    scanMeter,
    context.log,
  );
  return {
    ...result,
    vector_search_over_scan_ms_100k: figure(overScanMs),
    repeats: repeats + scanMeter.repeats,
    disturbed_rounds: disturbedRounds + scanMeter.disturbedRounds,
  };
};

interface Round {
  latenciesMs: number[];
  errors: number;
  /** Searches a second over HTTP. */
  throughput: number;
  /** CPU milliseconds a search without HTTP, and with it. */
  directCpuMs: number;
  httpCpuMs: number;
  loop: Awaited<ReturnType<ServerMethods["loopDelay"]>>;
  /** CPU milliseconds a picture of the model and decoding alone; null where that was not measured. */
  aloneCpuMs: number | null;
}

async function measure(
  server: ServerMethods,
  context: BenchContext,
  meter: CpuMeter,
): Promise<BenchResult> {
  const { clients, rows, log, quick, soak } = context;
  const set = await preparePictures(context);
  const pictures = await readPictures(set);
  log(`indexing ${pictures.length} pictures (${set.kind}) beside ${rows} rows`);
  const { url } = await server.start(join(context.workDirectory, "data"), set, rows);
  const count = Math.max(clients, quick ? 300 : 600);
  const run = searchRounds(server, { url, set, pictures, count });

  // Not measured: the first searches meet cold code.
  await run(clients, false);
  const { bytes: rssBefore } = await server.rss();

  const rounds: Round[] = [];
  const started = performance.now();
  const enough = () =>
    soak ? performance.now() - started > soakMs : rounds.length >= (quick ? 4 : 6);
  while (!enough()) {
    const isLimitMeasured = rounds.length % roundsPerLimit === 0;
    const round = await meter.round(() => run(clients, isLimitMeasured));
    rounds.push(round);
    const megabytes = Math.round((await server.rss()).bytes / 2 ** 20);
    log(
      `round ${rounds.length}: ${figure(round.throughput)} searches a second, ${figure(round.directCpuMs)} CPU ms each without HTTP, ${megabytes} MB`,
    );
  }
  const { bytes: rssAfter } = await server.rss();
  const crowd = await meter.round(() => run(crowdClients, false));
  log(`${crowdClients} clients: ${figure(crowd.throughput)} searches a second`);
  const vectorCpuMs = await vectorRoundsOf(server, meter);
  await server.stop();

  const latenciesMs = rounds.flatMap((round) => round.latenciesMs);
  const cores = availableParallelism();
  const directCpuMs = median(rounds.map((round) => round.directCpuMs));
  const throughput = median(rounds.map((round) => round.throughput));
  const limit = (cores * 1000) / directCpuMs;
  const measured = rounds.filter(
    (round): round is Round & { aloneCpuMs: number } => round.aloneCpuMs !== null,
  );
  const aloneCpuMs = median(measured.map((round) => round.aloneCpuMs));
  const aloneLimit = (cores * 1000) / aloneCpuMs;
  return {
    pictures: pictures.length,
    rows,
    picture_kind: set.kind,
    clients,
    searches: latenciesMs.length,
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    p50_ms: figure(percentile(latenciesMs, 0.5)),
    p95_ms: figure(percentile(latenciesMs, 0.95)),
    searches_per_s: figure(throughput),
    work_limit_per_s: figure(limit),
    throughput_vs_work_limit: figure(throughput / limit),
    cpu_over_model_and_decode: figure(
      median(measured.map((round) => round.directCpuMs / round.aloneCpuMs)),
    ),
    model_and_decode_cpu_ms: figure(aloneCpuMs),
    throughput_vs_model_and_decode: figure(throughput / aloneLimit),
    search_cpu_ms_p50: figure(directCpuMs),
    overhead_cpu_ms_p50: figure(median(rounds.map((round) => round.httpCpuMs - round.directCpuMs))),
    vector_search_cpu_ms: figure(vectorCpuMs),
    loop_p99_ms: figure(median(rounds.map(({ loop }) => loop.p99Ms))),
    loop_max_ms: figure(Math.max(...rounds.map(({ loop }) => loop.maxMs))),
    loop_samples_per_round: median(rounds.map(({ loop }) => loop.samples)),
    rss_mb: figure(rssAfter / 2 ** 20),
    rss_drift: figure(rssAfter / rssBefore - 1),
    clients_100: {
      errors: crowd.errors,
      p95_ms: figure(percentile(crowd.latenciesMs, 0.95)),
      loop_p99_ms: figure(crowd.loop.p99Ms),
      throughput_vs_model_and_decode: figure(crowd.throughput / aloneLimit),
    },
  };
}

interface Searches {
  url: string;
  set: PictureSet;
  pictures: Uint8Array[];
  /** Searches a round. */
  count: number;
}

/** A round by so many clients: first without HTTP, then with it, then the model and decoding alone. */
function searchRounds(server: ServerMethods, { url, set, pictures, count }: Searches) {
  let from = 0;
  return async (clients: number, isLimitMeasured: boolean): Promise<Round> => {
    const direct = await server.searchDirectly(from, count, clients);
    from += count;
    const { cpuMs: cpuBefore } = await server.usage();
    await server.watchLoop();
    const http = await searchOverHttp({ url, names: set.names, pictures, from, count, clients });
    const loop = await server.loopDelay();
    from += count;
    const httpCpuMs = ((await server.usage()).cpuMs - cpuBefore) / count;
    const { latenciesMs, errors, wallMs } = http;
    // This process is idle otherwise, and so is the server's.
    const aloneCpuMs = isLimitMeasured
      ? (await measureModelAlone(direct.batches)) +
        (await measureDecodingAlone(pictures.slice(0, decodedPictures)))
      : null;
    return {
      ...{ latenciesMs, errors, loop, httpCpuMs, aloneCpuMs },
      throughput: (count / wallMs) * 1000,
      directCpuMs: direct.cpuMs / count,
    };
  };
}

async function vectorRoundsOf(server: ServerMethods, meter: CpuMeter): Promise<number> {
  const cpuMs: number[] = [];
  for (let round = 0; round < vectorRounds; round++) {
    cpuMs.push((await meter.round(() => server.searchByVector())).cpuMs);
  }
  return median(cpuMs.slice(1));
}
