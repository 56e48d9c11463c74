import { link, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRevimg, type Revimg } from "@revimg/core";
import type { Bench, BenchContext, BenchResult } from "./bench.js";
import { collectGarbage } from "./collect-garbage.js";
import { CpuMeter, processCpuMs } from "./cpu-meter.js";
import { type PictureSet, preparePictures, withComment } from "./pictures.js";
import { figure, median } from "./statistics.js";

/** Indexing a folder with the built-in model: speed, storage, memory, and doing it again. */
export const benchIndex: Bench = async (context) => {
  const set = await preparePictures(context);
  const meter = new CpuMeter();
  const rates: number[] = [];
  const cpuMs: number[] = [];
  for (let round = 0; round < (context.quick ? 2 : 4); round++) {
    const dataDirectory = join(context.workDirectory, `speed-${round}`);
    const run = await meter.round(() => indexOnce(dataDirectory, set));
    rates.push((set.names.length / run.wallMs) * 1000);
    cpuMs.push(run.cpuMs / set.names.length);
    context.log(`round ${round + 1}: ${figure(rates.at(-1)!)} pictures a second`);
  }
  return {
    pictures: set.names.length,
    picture_kind: set.kind,
    pictures_per_s_mini: figure(median(rates)),
    cpu_ms_per_picture: figure(median(cpuMs)),
    ...(await measureLargeRun(set, context)),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds,
  };
};

async function indexOnce(dataDirectory: string, { folder, names }: PictureSet) {
  await rm(dataDirectory, { recursive: true, force: true });
  await using revimg = await createRevimg({ dataDirectory, model: "mini" });
  const cpuBefore = processCpuMs();
  const started = performance.now();
  const added = await indexFolder(revimg, folder);
  const wallMs = performance.now() - started;
  if (added !== names.length) throw new Error(`${added} of ${names.length} pictures were added.`);
  return { wallMs, cpuMs: processCpuMs() - cpuBefore };
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
