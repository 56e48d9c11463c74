import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { Revimg } from "@revimg/core";
import { type RunningServer, serve } from "@revimg/http";
import { collectGarbage } from "./lib/collect-garbage.js";
import { processCpuMs } from "./lib/cpu-meter.js";
import { openFilled } from "./lib/filled-index.js";
import { type PictureSet, readPictures, withComment } from "./lib/pictures.js";
import { watchBatches } from "./lib/work-limit.js";
import type { ServerMethods } from "./server-client.js";
import { searchByVectors } from "./vector-search.js";

/**
 * The server of `bench http`, in a process of its own: an index of pictures, an
 * HTTP server on it, and the same searches without HTTP. Calls come as messages.
 */
const loopResolutionMs = 10;

/** Pictures whose vectors are searched with. */
const vectorPictures = 100;

let revimg: Revimg | undefined;
let server: RunningServer | undefined;
let pictures: Uint8Array[] = [];
let vectors: Float32Array[] | undefined;
let loop: IntervalHistogram | undefined;

const methods: ServerMethods = {
  async start(dataDirectory: string, set: PictureSet, rows: number) {
    revimg = await openFilled(dataDirectory, rows);
    pictures = await readPictures(set);
    for await (const event of revimg.index(set.folder)) {
      if (event.type === "failed") throw event.error;
    }
    server = await serve({ revimg, port: 0 });
    return { url: server.url };
  },

  async searchDirectly(from: number, count: number, simultaneous: number) {
    const watch = watchBatches();
    const cpuBefore = processCpuMs();
    const started = performance.now();
    let next = from;
    const worker = async () => {
      while (next < from + count) {
        const number = next++;
        const image = withComment(pictures[number % pictures.length]!, number);
        await revimg!.search({ image });
      }
    };
    await Promise.all(Array.from({ length: simultaneous }, worker));
    const wallMs = performance.now() - started;
    return { cpuMs: processCpuMs() - cpuBefore, wallMs, batches: watch.stop() };
  },

  async searchByVector() {
    vectors ??= await Promise.all(
      pictures.slice(0, vectorPictures).map((picture) => revimg!.embedImage(picture)),
    );
    return { cpuMs: await searchByVectors(revimg!, vectors) };
  },

  async usage() {
    return { cpuMs: processCpuMs() };
  },

  async rss() {
    collectGarbage();
    return { bytes: process.memoryUsage.rss() };
  },

  async watchLoop() {
    // A new one each time: after a pause, the old one would count the pause as a delay.
    loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
    loop.enable();
  },

  async loopDelay() {
    loop!.disable();
    const { max, count } = loop!;
    // The histogram holds whole intervals between two ticks of a timer.
    const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - loopResolutionMs);
    return { p99Ms: delayMs(loop!.percentile(99)), maxMs: delayMs(max), samples: count };
  },

  async stop() {
    await server?.close();
    await revimg?.close();
  },
};

process.on("message", async ({ call, method, args }: ServerCall) => {
  try {
    const result = await (methods[method] as (...args: unknown[]) => Promise<unknown>)(...args);
    process.send?.({ call, result });
  } catch (error) {
    process.send?.({ call, failure: error instanceof Error ? error.stack : String(error) });
  }
});

interface ServerCall {
  call: number;
  method: keyof ServerMethods;
  args: unknown[];
}
