import { link, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { clipModelFolder } from "@revimg/testing/clip-model";
import sharp from "sharp";
import type { Bench, BenchContext, BenchResult } from "./bench.js";
import type { PictureFiles } from "./clip/clip-methods.js";
import { type ClipProcesses, startClipProcesses } from "./clip/clip-processes.js";
import { measureClients } from "./clip/measure-clients.js";
import { cpuRatio, perSecond, type Race, rates, runRaces, workLimit } from "./clip/race.js";
import { CpuMeter } from "./cpu-meter.js";
import { preparePictures } from "./pictures.js";
import { figure, median } from "./statistics.js";

/** Different pictures of each size; rounds go through them again and again. */
const smallPictures = 96;
const largePictures = 16;

/**
 * CLIP ViT-B/32 from JPEG bytes to vectors: this project and transformers.js in
 * turn, on the same full-size file of random weights and the same pictures, and
 * against the machine's limit: what the model and decoding take, each alone.
 * Ratios are of CPU time a picture, which others on the machine change little.
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
  const { quick } = context;
  const everyone = ["revimg", "transformers", "model", "decoding"] as const;
  const two = ["revimg", "transformers"] as const;
  const races: Race[] = [
    {
      name: "small, batch 8",
      pictures: "small",
      batch: 8,
      count: quick ? 32 : 48,
      contenders: everyone,
    },
    {
      name: "small, one at a time",
      pictures: "small",
      batch: 1,
      count: quick ? 12 : 24,
      contenders: two,
    },
    { name: "12 MP, batch 8", pictures: "large", batch: 8, count: 16, contenders: two },
  ];
  const meter = new CpuMeter(() => processes.cpuMs());
  // Not measured: the first pictures meet cold code.
  for (const name of everyone) {
    for (const pictures of ["small", "large"] as const) {
      await processes.methods[name].embed(pictures, 0, 8, 8);
    }
  }
  const rounds = quick ? 2 : context.soak ? 20 : 6;
  const [small, single, large] = await runRaces(races, rounds, processes, meter, context);
  const limit = workLimit(small!);
  const ours = [small!, single!, large!].map(({ revimg }) => revimg);
  const clients = await measureClients(processes.methods.revimg, smallFolder, limit, context);
  await processes.methods.revimg.stop();
  return {
    vs_transformersjs_small_b8: figure(cpuRatio(small!, ["transformers"])),
    vs_transformersjs_small_b1: figure(cpuRatio(single!, ["transformers"])),
    vs_transformersjs_12mp_b8: figure(cpuRatio(large!, ["transformers"])),
    vs_work_limit_small: figure(cpuRatio(small!, ["model", "decoding"])),
    loop_p99_ms: figure(
      Math.max(...ours.map((works) => median(works.map(({ loop }) => loop.p99Ms)))),
    ),
    loop_max_ms: figure(Math.max(...ours.flat().map(({ loop }) => loop.maxMs))),
    work_limit_per_s_small: figure(limit),
    rate_vs_work_limit_small: figure(median(small!.revimg.map(perSecond)) / limit),
    ...rates("small_b8", small!),
    ...rates("small_b1", single!),
    ...rates("12mp_b8", large!),
    ...clients,
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds,
  };
}

/** Small photos in a folder of their own, and others enlarged to 12 megapixels. */
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
  for (const name of set.names.slice(-largePictures)) {
    const file = join(context.workDirectory, `large-${name}`);
    const photo = sharp(join(set.folder, name));
    await photo.resize(4000, 3000, { kernel: "cubic" }).jpeg({ quality: 90 }).toFile(file);
    files.large.push(file);
  }
  return { folder, files, kind: set.kind };
}
