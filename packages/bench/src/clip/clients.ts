import { isRevimgError, type Revimg } from "@revimg/core";
import { processCpuMs } from "../lib/cpu-meter.js";
import { withComment } from "../lib/pictures.js";
import { inLanes } from "./contender.js";
import { type LoopDelays, watchLoop } from "./loop-watch.js";

export interface ClientsTask {
  /** Clients that search at the same time, one search after the other. */
  clients: number;
  searchesEach: number;
  /** Milliseconds that each search allows the model. */
  deadlineMs?: number;
}

export interface ClientsResult {
  answeredMs: number[];
  /** Refused with `overloaded` and a time to come back. */
  refusedMs: number[];
  /** Answers that do not put the picture itself first, and other failures. */
  errors: string[];
  cpuMs: number;
  wallMs: number;
  rssBefore: number;
  rssPeak: number;
  loop: LoopDelays;
}

const rssIntervalMs = 50;

/** Searches of simultaneous clients in this process, each with bytes that were never seen before. */
export async function searchWithClients(
  revimg: Revimg,
  jpegs: readonly Uint8Array[],
  names: readonly string[],
  { clients, searchesEach, deadlineMs }: ClientsTask,
): Promise<ClientsResult> {
  const answeredMs: number[] = [];
  const refusedMs: number[] = [];
  const errors: string[] = [];
  const search = async (number: number) => {
    const at = number % jpegs.length;
    const image = withComment(jpegs[at]!, unique++);
    const started = performance.now();
    try {
      const options = deadlineMs === undefined ? {} : { deadlineMs };
      const { matches } = await revimg.search({ image, limit: 5 }, options);
      answeredMs.push(performance.now() - started);
      if (matches[0]?.filename !== names[at]) errors.push(`${names[at]} was not found`);
    } catch (error) {
      if (isRevimgError(error, "overloaded") && Number(error.details.retryAfterMs) > 0) {
        refusedMs.push(performance.now() - started);
      } else errors.push(String(error));
    }
  };

  const rssBefore = process.memoryUsage.rss();
  let rssPeak = rssBefore;
  const watch = setInterval(() => {
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
  }, rssIntervalMs);
  const loopDelays = watchLoop();
  const cpuBefore = processCpuMs();
  const started = performance.now();
  const searches = Array.from({ length: clients * searchesEach }, (_, number) => number);
  await inLanes(searches, clients, search);
  const wallMs = performance.now() - started;
  clearInterval(watch);
  return {
    answeredMs,
    refusedMs,
    errors,
    cpuMs: processCpuMs() - cpuBefore,
    wallMs,
    rssBefore,
    rssPeak,
    loop: loopDelays(),
  };
}

let unique = 0;
