import {
  collectGarbage
} from "./chunk-6GFOEWTA.js";
import {
  readPictures,
  withComment
} from "./chunk-IL74N4ZE.js";
import {
  processCpuMs
} from "./chunk-TUEFZGPM.js";
import "./chunk-UAWBPTDW.js";

// src/server-process.ts
import { monitorEventLoopDelay } from "perf_hooks";
import { createRevimg } from "@revimg/core";
import { serve } from "@revimg/http";
var loopResolutionMs = 10;
var revimg;
var server;
var pictures = [];
var loop;
var methods = {
  async start(dataDirectory, set) {
    revimg = await createRevimg({ dataDirectory, model: "mini", cache: false });
    pictures = await readPictures(set);
    for await (const event of revimg.index(set.folder)) {
      if (event.type === "failed") throw event.error;
    }
    server = await serve({ revimg, port: 0 });
    return { url: server.url };
  },
  async searchDirectly(from, count, simultaneous) {
    const cpuBefore = processCpuMs();
    const started = performance.now();
    let next = from;
    const worker = async () => {
      while (next < from + count) {
        const number = next++;
        const image = withComment(pictures[number % pictures.length], number);
        await revimg.search({ image });
      }
    };
    await Promise.all(Array.from({ length: simultaneous }, worker));
    return { cpuMs: processCpuMs() - cpuBefore, wallMs: performance.now() - started };
  },
  async usage() {
    return { cpuMs: processCpuMs() };
  },
  async rss() {
    collectGarbage();
    return { bytes: process.memoryUsage.rss() };
  },
  async watchLoop() {
    loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
    loop.enable();
  },
  async loopDelay() {
    loop.disable();
    const { max, count } = loop;
    const delayMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - loopResolutionMs);
    return { p99Ms: delayMs(loop.percentile(99)), maxMs: delayMs(max), samples: count };
  },
  async stop() {
    await server?.close();
    await revimg?.close();
  }
};
process.on("message", async ({ call, method, args }) => {
  try {
    const result = await methods[method](...args);
    process.send?.({ call, result });
  } catch (error) {
    process.send?.({ call, failure: error instanceof Error ? error.stack : String(error) });
  }
});
//# sourceMappingURL=server-process.js.map