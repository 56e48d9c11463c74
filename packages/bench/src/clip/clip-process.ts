import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Revimg } from "@revimg/core";
import { processCpuMs } from "../lib/cpu-meter.js";
import { answerCalls } from "./child-calls.js";
import { type ClientsTask, searchWithClients } from "./clients.js";
import type { ClipMethods, ContenderName, PictureKind } from "./clip-methods.js";
import type { Contender, ContenderOptions } from "./contender.js";
import { watchLoop } from "./loop-watch.js";

/** A contender of `bench clip` in a process of its own: memory, threads and CPU time do not mix. */
const contenders: Record<ContenderName, (options: ContenderOptions) => Promise<Contender>> = {
  revimg: (options) => openRevimg(options, 1),
  two_workers: (options) => openRevimg(options, 2),
  transformers: async (options) =>
    (await import("./transformers-contender.js")).createTransformersContender(options),
  model: async (options) => (await import("./alone-contenders.js")).createModelAlone(options),
  decoding: async () => (await import("./alone-contenders.js")).createDecodingAlone(),
};

async function openRevimg(options: ContenderOptions, workers: number): Promise<Contender> {
  const { createRevimgContender } = await import("./revimg-contender.js");
  const opened = await createRevimgContender(options, workers);
  revimg = opened.revimg;
  return opened;
}

let revimg: Revimg | undefined;
let contender: Contender | undefined;
const names: Record<PictureKind, string[]> = { small: [], large: [] };
const pictures: Record<PictureKind, Uint8Array[]> = { small: [], large: [] };

const methods: ClipMethods = {
  async load(options, files) {
    for (const kind of ["small", "large"] as const) {
      names[kind] = files[kind].map((file) => basename(file));
      for (const file of files[kind]) pictures[kind].push(await readFile(file));
    }
    contender = await contenders[process.argv[2] as ContenderName](options);
  },

  async embed(kind, from, count, batch) {
    const all = pictures[kind];
    const jpegs = Array.from({ length: count }, (_, index) => all[(from + index) % all.length]!);
    const loopDelays = watchLoop();
    const cpuBefore = processCpuMs();
    const started = performance.now();
    await contender!.embed(jpegs, batch);
    const wallMs = performance.now() - started;
    return { pictures: count, cpuMs: processCpuMs() - cpuBefore, wallMs, loop: loopDelays() };
  },

  async index(files) {
    for await (const event of revimg!.index(files)) {
      if (event.type === "failed") throw event.error;
    }
  },

  search: (task: ClientsTask) => searchWithClients(revimg!, pictures.small, names.small, task),

  async usage() {
    return { cpuMs: processCpuMs(), rss: process.memoryUsage.rss() };
  },

  async stop() {
    await revimg?.close();
  },
};

answerCalls(methods);
