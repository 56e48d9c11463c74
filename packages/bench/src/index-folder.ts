import { link, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createRevimg, type Revimg } from "@revimg/core";
import type { Bench, BenchContext, BenchResult } from "./lib/bench.js";
import { collectGarbage } from "./lib/collect-garbage.js";
import { CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import { type PictureSet, preparePictures, readPictures, withComment } from "./lib/pictures.js";
import { figure, median } from "./lib/statistics.js";
import { measureDecodingAlone, measureModelAlone, watchBatches } from "./lib/work-limit.js";

/** Times that an index is opened and closed again. */
const openings = 9;
const restMs = 400;

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

/** Opening and closing an index of all pictures, in a process that has done it before. */
async function measureOpening(dataDirectory: string, meter: CpuMeter): Promise<BenchResult> {
  const openMs: number[] = [];
  const closeMs: number[] = [];
  for (let opening = 0; opening < openings; opening++) {
    const times = await meter.round(() => openAndClose(dataDirectory));
    openMs.push(times.openMs);
    closeMs.push(times.closeMs);
  }
  return { open_ms: figure(median(openMs)), close_ms: figure(median(closeMs)) };
}

async function openAndClose(dataDirectory: string) {
  const started = performance.now();
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  const openMs = performance.now() - started;
  // The first answer comes when the model is loaded; closing is not to be held up by that.
  await revimg.stats();
  const closing = performance.now();
  await revimg.close();
  const closeMs = performance.now() - closing;
  // Its threads end after the close: the next opening should not share the processor with them.
  await setTimeout(restMs);
  return { openMs, closeMs };
}

/** A larger folder, in which each picture comes several times with other bytes. */
async function measureLargeRun(set: PictureSet, context: BenchContext): Promise<BenchResult> {
  const copies = context.soak ? 40 : context.quick ? 2 : 5;
  const folder = join(context.workDirectory, "large");
  const total = await writeCopies(set, folder, copies);
  const dataDirectory = join(context.workDirectory, "large-data");
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  // By then every buffer and cache has its size.
  const settled = Math.floor(total / 4);
  let rssSettled = 0;
  await indexFolder(revimg, folder, (done) => {
    if (done !== settled) return;
    collectGarbage();
    rssSettled = process.memoryUsage.rss();
  });
  collectGarbage();
  const rssAfter = process.memoryUsage.rss();
  context.log(`${total} pictures indexed; once more`);

  const started = performance.now();
  const added = await indexFolder(revimg, folder);
  const secondRunMs = performance.now() - started;
  if (added !== 0) throw new Error(`The second run added ${added} pictures.`);
  await revimg.close();
  return {
    pictures_large_run: total,
    storage_share: figure((await folderBytes(dataDirectory)) / (await folderBytes(folder))),
    rss_mb: figure(rssAfter / 2 ** 20),
    rss_drift: figure(rssAfter / rssSettled - 1),
    second_run_s: figure(secondRunMs / 1000),
  };
}

/** Resolves to how many pictures were new. */
async function indexFolder(
  revimg: Revimg,
  folder: string,
  onDone: (done: number) => void = () => {},
): Promise<number> {
  let added = 0;
  for await (const event of revimg.index(folder)) {
    if (event.type === "failed") throw event.error;
    onDone(event.progress.done);
    added = event.progress.added;
  }
  return added;
}

async function writeCopies(set: PictureSet, folder: string, copies: number): Promise<number> {
  await mkdir(folder, { recursive: true });
  let written = 0;
  for (let copy = 0; copy < copies; copy++) {
    for (const name of set.names) {
      const target = join(folder, `${copy}-${name}`);
      if (copy === 0) await link(join(set.folder, name), target);
      else await writeFile(target, withComment(await readFile(join(set.folder, name)), copy));
      written++;
    }
  }
  return written;
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
