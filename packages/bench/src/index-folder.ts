import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createRevimg } from "@revimg/core";
import { indexFolder, measureLargeRun } from "./index-large-run.js";
import type { Bench, BenchResult } from "./lib/bench.js";
import { CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import { type PictureSet, preparePictures, readPictures } from "./lib/pictures.js";
import { figure, median } from "./lib/statistics.js";
import { measureDecodingAlone, measureModelAlone, watchBatches } from "./lib/work-limit.js";

/** Times that an index is opened and closed again. */
const openings = 7;
/** By then the threads of a closed index have ended, and do not share the processor with the next opening. */
const threadsEndMs = 6_000;

/**
 * Indexing a folder with the built-in model: speed, also over what the model and
 * decoding take alone; opening and closing; storage, memory, and doing it again.
 */
export const benchIndex: Bench = async (context) => {
  const set = await preparePictures(context);
  const pictures = await readPictures(set);
  const meter = new CpuMeter();
  const rates: number[] = [];
  const cpuMs: number[] = [];
  const modelCpuMs: number[] = [];
  const decodingCpuMs: number[] = [];
  for (let round = 0; round < (context.quick ? 2 : 4); round++) {
    const dataDirectory = join(context.workDirectory, `speed-${round}`);
    const { run, model, decoding } = await meter.round(async () => {
      const run = await indexOnce(dataDirectory, set);
      const model = await measureModelAlone(run.batches);
      return { run, model, decoding: await measureDecodingAlone(pictures) };
    });
    rates.push((set.names.length / run.wallMs) * 1000);
    cpuMs.push(run.cpuMs / set.names.length);
    modelCpuMs.push(model);
    decodingCpuMs.push(decoding);
    context.log(
      `round ${round + 1}: ${figure(rates.at(-1)!)} pictures a second, ${figure(cpuMs.at(-1)!)} CPU ms each; model ${figure(model)}, decoding ${figure(decoding)}`,
    );
  }
  const ratios = cpuMs.map((each, round) => each / (modelCpuMs[round]! + decodingCpuMs[round]!));
  return {
    pictures: set.names.length,
    picture_kind: set.kind,
    pictures_per_s_mini: figure(median(rates)),
    cpu_over_model_and_decode: figure(median(ratios)),
    cpu_ms_per_picture: figure(median(cpuMs)),
    model_cpu_ms: figure(median(modelCpuMs)),
    decoding_cpu_ms: figure(median(decodingCpuMs)),
    ...(await measureOpening(join(context.workDirectory, "speed-0"), meter)),
    ...(await measureLargeRun(set, context)),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds,
  };
};

async function indexOnce(dataDirectory: string, { folder, names }: PictureSet) {
  await rm(dataDirectory, { recursive: true, force: true });
  await using revimg = await createRevimg({ dataDirectory, model: "mini" });
  const watch = watchBatches();
  const cpuBefore = processCpuMs();
  const started = performance.now();
  const added = await indexFolder(revimg, folder);
  const wallMs = performance.now() - started;
  const cpuMs = processCpuMs() - cpuBefore;
  if (added !== names.length) throw new Error(`${added} of ${names.length} pictures were added.`);
  return { wallMs, cpuMs, batches: watch.stop() };
}

/**
 * Opening and closing an index of all pictures, in a process that has done it before: with
 * threads that start, and with those that an index has just left.
 */
async function measureOpening(dataDirectory: string, meter: CpuMeter): Promise<BenchResult> {
  const cold = await openOften(dataDirectory, meter, threadsEndMs);
  const warm = await openOften(dataDirectory, meter, 0);
  return {
    open_ms: figure(median(cold.map(({ openMs }) => openMs))),
    close_ms: figure(median(cold.map(({ closeMs }) => closeMs))),
    open_again_ms: figure(median(warm.map(({ openMs }) => openMs))),
  };
}

async function openOften(dataDirectory: string, meter: CpuMeter, restMs: number) {
  const times: Awaited<ReturnType<typeof openAndClose>>[] = [];
  await setTimeout(restMs);
  for (let opening = 0; opening < openings; opening++) {
    times.push(await meter.round(() => openAndClose(dataDirectory, restMs)));
  }
  return times;
}

async function openAndClose(dataDirectory: string, restMs: number) {
  const started = performance.now();
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  const openMs = performance.now() - started;
  // The first answer comes when the model is loaded; closing is not to be held up by that.
  await revimg.stats();
  const closing = performance.now();
  await revimg.close();
  const closeMs = performance.now() - closing;
  await setTimeout(restMs);
  return { openMs, closeMs };
}
