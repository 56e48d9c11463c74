import { link, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { clipModelFolder } from "@revimg/testing/clip-model";
import { writeCameraSized } from "./clip/camera-sized.js";
import type { PictureFiles } from "./clip/clip-methods.js";
import { type ClipProcesses, startClipProcesses } from "./clip/clip-processes.js";
import { measureClients } from "./clip/measure-clients.js";
import {
  cpuMsEach,
  cpuMsOfLimit,
  type Lap,
  type Laps,
  medians,
  type Race,
  rate,
  ratio,
  runRound,
  workLimit,
} from "./clip/race.js";
import type { Bench, BenchContext, BenchResult } from "./lib/bench.js";
import { CpuMeter } from "./lib/cpu-meter.js";
import { preparePictures } from "./lib/pictures.js";
import { figure, median } from "./lib/statistics.js";

/** Small pictures that there are; rounds go through them again and again. */
const smallPictures = 96;

/**
 * CLIP ViT-B/32 from JPEG bytes to vectors: this project and transformers.js in
 * turn, on the same full-size file of random weights and the same pictures, and
 * against the machine's limit: what the model and decoding take, each alone.
 * Beside its peer, ratios are of pictures a second, in which cores left idle count
 * (`cpu_vs_…` are of CPU time a picture); to the limit, which is made of CPU times,
 * of CPU time (`rate_vs_…` are of pictures a second). The peer is used as its
 * documentation shows it, one picture read after the other.
 */
export const benchClip: Bench = async (context) => {
  const { workDirectory, log } = context;
  log("making the model and the pictures");
  const modelFolder = await clipModelFolder({ size: "full" });
  const { folder, files, kind } = await prepareFiles(context);
  const processes = await startClipProcesses(modelFolder, files, workDirectory);
  try {
    return { picture_kind: kind, ...(await measure(processes, folder, context)) };
  } finally {
    processes.kill();
  }
};

async function measure(
  processes: ClipProcesses,
  smallFolder: string,
  context: BenchContext,
): Promise<BenchResult> {
  const { quick, soak, log } = context;
  const small = {
    pictures: "small",
    count: quick ? 32 : 96,
    entries: {
      revimg: { contender: "revimg", batch: 8 },
      revimg_two_workers: { contender: "two_workers", batch: 8 },
      revimg_one_by_one: { contender: "revimg", batch: 1 },
      transformersjs_b8: { contender: "transformers", batch: 8 },
      transformersjs_b1: { contender: "transformers", batch: 1 },
      model_alone: { contender: "model", batch: 8 },
      decoding_alone: { contender: "decoding", batch: 8 },
    },
  } satisfies Race<string>;
  const large = {
    pictures: "large",
    count: largeCount(context),
    entries: {
      revimg: { contender: "revimg", batch: 8 },
      transformersjs_b8: { contender: "transformers", batch: 8 },
      decoding_alone: { contender: "decoding", batch: 8 },
    },
  } satisfies Race<string>;
  await warmUp(processes);
  const meter = new CpuMeter(() => processes.cpuMs(), { maxAttempts: quick ? 1 : 3 });
  const rounds = quick ? 2 : soak ? 20 : 4;
  const smallLaps = lapsOf(small);
  const largeLaps = lapsOf(large);
  for (let round = 0; round < rounds; round++) {
    addTo(smallLaps, await runRound(small, round, processes, meter));
    log(`round ${round + 1}, small: ${describe(smallLaps)}`);
    addTo(largeLaps, await runRound(large, round, processes, meter));
    log(`round ${round + 1}, 12 megapixels: ${describe(largeLaps)}`);
  }
  const limit = workLimit(smallLaps.model_alone, smallLaps.decoding_alone);
  const largeLimit = workLimit(smallLaps.model_alone, largeLaps.decoding_alone);
  const clients = await measureClients(processes, smallFolder, meter, context);
  const ours = [smallLaps.revimg, smallLaps.revimg_one_by_one, largeLaps.revimg];
  return {
    vs_transformersjs_small_b8: rateRatio(smallLaps.revimg, smallLaps.transformersjs_b8),
    vs_transformersjs_small_b1: rateRatio(smallLaps.revimg, smallLaps.transformersjs_b1),
    vs_transformersjs_12mp_b8: rateRatio(largeLaps.revimg, largeLaps.transformersjs_b8),
    vs_work_limit_small: cpuOfLimit(smallLaps.revimg, limit),
    vs_work_limit_12mp: cpuOfLimit(largeLaps.revimg, largeLimit),
    loop_p99_ms: figure(
      Math.max(...ours.map((laps) => median(laps.map(({ loop }) => loop.p99Ms)))),
    ),
    loop_max_ms: figure(Math.max(...ours.flat().map(({ loop }) => loop.maxMs))),
    two_workers_vs_transformersjs_small_b8: rateRatio(
      smallLaps.revimg_two_workers,
      smallLaps.transformersjs_b8,
    ),
    cpu_vs_transformersjs_small_b8: cpuRatio(smallLaps.revimg, smallLaps.transformersjs_b8),
    cpu_vs_transformersjs_small_b1: cpuRatio(smallLaps.revimg, smallLaps.transformersjs_b1),
    cpu_vs_transformersjs_12mp_b8: cpuRatio(largeLaps.revimg, largeLaps.transformersjs_b8),
    rate_vs_work_limit_small: figure(median(smallLaps.revimg.map(rate)) / limit),
    two_workers_rate_vs_work_limit_small: figure(
      median(smallLaps.revimg_two_workers.map(rate)) / limit,
    ),
    work_limit_per_s_small: figure(limit),
    work_limit_per_s_12mp: figure(largeLimit),
    // What no program on this machine could surpass with this file of this model.
    limit_vs_transformersjs_small_b8: figure(limit / median(smallLaps.transformersjs_b8.map(rate))),
    limit_vs_transformersjs_small_b1: figure(limit / median(smallLaps.transformersjs_b1.map(rate))),
    limit_vs_transformersjs_12mp_b8: figure(
      largeLimit / median(largeLaps.transformersjs_b8.map(rate)),
    ),
    small: medians(smallLaps),
    large: medians(largeLaps),
    clients,
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds,
  };
}

/** Not measured: the first pictures meet cold code. */
async function warmUp({ methods }: ClipProcesses): Promise<void> {
  for (const contender of Object.values(methods)) {
    await contender.embed("small", 0, 8, 8);
    await contender.embed("small", 0, 2, 1);
    await contender.embed("large", 0, 4, 4);
  }
}

function lapsOf<Name extends string>({ entries }: Race<Name>): Laps<Name> {
  return Object.fromEntries(Object.keys(entries).map((name) => [name, []])) as never;
}

function addTo<Name extends string>(laps: Laps<Name>, round: Record<Name, Lap>): void {
  for (const name of Object.keys(laps) as Name[]) laps[name].push(round[name]);
}

function rateRatio(ours: readonly Lap[], theirs: readonly Lap[]): number {
  return figure(ratio(ours, theirs, rate));
}

function cpuRatio(ours: readonly Lap[], theirs: readonly Lap[]): number {
  return figure(ratio(theirs, ours, cpuMsEach));
}

/** CPU time of the work limit as a share of what was used. */
function cpuOfLimit(ours: readonly Lap[], limit: number): number {
  return figure(cpuMsOfLimit(limit) / median(ours.map(cpuMsEach)));
}

/** Pictures a second of the last round. */
function describe(laps: Laps<string>): string {
  return Object.entries(laps)
    .map(([name, each]) => `${name} ${figure(rate(each.at(-1)!))}`)
    .join(", ");
}

function largeCount({ quick }: BenchContext): number {
  return quick ? 8 : 16;
}

/** Small photos in a folder of their own, and 12-megapixel pictures made from all. */
async function prepareFiles(
  context: BenchContext,
): Promise<{ folder: string; files: PictureFiles; kind: string }> {
  const set = await preparePictures(context);
  const folder = join(context.workDirectory, "small");
  await mkdir(folder);
  const files: PictureFiles = { small: [], large: [] };
  for (const name of set.names.slice(0, smallPictures)) {
    await link(join(set.folder, name), join(folder, name));
    files.small.push(join(folder, name));
  }
  const photos = set.names.map((name) => join(set.folder, name));
  for (let number = 0; number < largeCount(context); number++) {
    const file = join(context.workDirectory, `large-${number}.jpg`);
    await writeCameraSized(file, photos, number);
    files.large.push(file);
  }
  return { folder, files, kind: set.kind };
}
