import {
  inLanes
} from "./chunk-MEM5EQTL.js";
import {
  answerCalls
} from "./chunk-PYMSTETH.js";
import {
  withComment
} from "./chunk-IL74N4ZE.js";
import {
  processCpuMs
} from "./chunk-TUEFZGPM.js";
import "./chunk-UAWBPTDW.js";

// src/clip/clip-process.ts
import { readFile } from "fs/promises";
import { basename } from "path";

// src/clip/clients.ts
import { isRevimgError } from "@revimg/core";

// src/clip/loop-watch.ts
import { monitorEventLoopDelay } from "perf_hooks";
var resolutionMs = 10;
function watchLoop() {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return () => {
    histogram.disable();
    const delayMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    return { p99Ms: delayMs(histogram.percentile(99)), maxMs: delayMs(histogram.max) };
  };
}

// src/clip/clients.ts
var rssIntervalMs = 50;
async function searchWithClients(revimg2, jpegs, names2, { clients, searchesEach, deadlineMs }) {
  const answeredMs = [];
  const refusedMs = [];
  const errors = [];
  const search = async (number) => {
    const at = number % jpegs.length;
    const image = withComment(jpegs[at], unique++);
    const started2 = performance.now();
    try {
      const options = deadlineMs === void 0 ? {} : { deadlineMs };
      const { matches } = await revimg2.search({ image, limit: 5 }, options);
      answeredMs.push(performance.now() - started2);
      if (matches[0]?.filename !== names2[at]) errors.push(`${names2[at]} was not found`);
    } catch (error) {
      if (isRevimgError(error, "overloaded") && Number(error.details.retryAfterMs) > 0) {
        refusedMs.push(performance.now() - started2);
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
    loop: loopDelays()
  };
}
var unique = 0;

// src/clip/clip-process.ts
var contenders = {
  revimg: (options) => openRevimg(options, 1),
  two_workers: (options) => openRevimg(options, 2),
  transformers: async (options) => (await import("./transformers-contender-75WEROGZ.js")).createTransformersContender(options),
  model: async (options) => (await import("./alone-contenders-4GL5LY24.js")).createModelAlone(options),
  decoding: async () => (await import("./alone-contenders-4GL5LY24.js")).createDecodingAlone()
};
async function openRevimg(options, workers) {
  const { createRevimgContender } = await import("./revimg-contender-PPQ3PS3J.js");
  const opened = await createRevimgContender(options, workers);
  revimg = opened.revimg;
  return opened;
}
var revimg;
var contender;
var names = { small: [], large: [] };
var pictures = { small: [], large: [] };
var methods = {
  async load(options, files) {
    for (const kind of ["small", "large"]) {
      names[kind] = files[kind].map((file) => basename(file));
      for (const file of files[kind]) pictures[kind].push(await readFile(file));
    }
    contender = await contenders[process.argv[2]](options);
  },
  async embed(kind, from, count, batch) {
    const all = pictures[kind];
    const jpegs = Array.from({ length: count }, (_, index) => all[(from + index) % all.length]);
    const loopDelays = watchLoop();
    const cpuBefore = processCpuMs();
    const started = performance.now();
    await contender.embed(jpegs, batch);
    const wallMs = performance.now() - started;
    return { pictures: count, cpuMs: processCpuMs() - cpuBefore, wallMs, loop: loopDelays() };
  },
  async index(files) {
    for await (const event of revimg.index(files)) {
      if (event.type === "failed") throw event.error;
    }
  },
  search: (task) => searchWithClients(revimg, pictures.small, names.small, task),
  async usage() {
    return { cpuMs: processCpuMs(), rss: process.memoryUsage.rss() };
  },
  async stop() {
    await revimg?.close();
  }
};
answerCalls(methods);
//# sourceMappingURL=clip-process.js.map