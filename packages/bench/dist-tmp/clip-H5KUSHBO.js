import {
  startChild
} from "./chunk-PYMSTETH.js";
import {
  preparePictures
} from "./chunk-IL74N4ZE.js";
import {
  figure,
  median,
  percentile
} from "./chunk-6PK7EDCD.js";
import {
  CpuMeter,
  processCpuMs
} from "./chunk-TUEFZGPM.js";
import "./chunk-UAWBPTDW.js";

// src/clip.ts
import { link, mkdir as mkdir2 } from "fs/promises";
import { join as join2 } from "path";
import { clipModelFolder } from "@revimg/testing/clip-model";

// src/clip/camera-sized.ts
import sharp from "sharp";
var width = 4e3;
var height = 3e3;
var tile = { width: 400, height: 300 };
async function writeCameraSized(file, photos, number) {
  const places = [];
  for (let top = 0; top < height; top += tile.height) {
    for (let left = 0; left < width; left += tile.width) places.push({ left, top });
  }
  const tiles = await Promise.all(
    places.map(async (place, index) => {
      const photo = photos[(number * 53 + index * 7) % photos.length];
      return {
        input: await sharp(photo).resize({ ...tile, fit: "cover" }).png({ compressionLevel: 1 }).toBuffer(),
        ...place
      };
    })
  );
  await sharp({ create: { width, height, channels: 3, background: "#808080" } }).composite(tiles).jpeg({ quality: 90 }).toFile(file);
}

// src/clip/clip-processes.ts
import { mkdir } from "fs/promises";
import { availableParallelism } from "os";
import { join } from "path";
import { fileURLToPath } from "url";
var names = [
  "revimg",
  "two_workers",
  "transformers",
  "model",
  "decoding"
];
async function startClipProcesses(modelFolder, files, workDirectory) {
  const program = fileURLToPath(new URL("./clip-process.js", import.meta.url));
  const children = /* @__PURE__ */ new Map();
  const kill = () => {
    for (const child of children.values()) child.kill();
  };
  try {
    for (const name of names) {
      const child = startChild(program, [name]);
      children.set(name, child);
      const directory = join(workDirectory, name);
      await mkdir(directory);
      const threads = availableParallelism();
      await child.methods.load({ modelFolder, workDirectory: directory, threads }, files);
    }
  } catch (error) {
    kill();
    throw error;
  }
  const methodsOf = (name) => children.get(name).methods;
  return {
    methods: Object.fromEntries(names.map((name) => [name, methodsOf(name)])),
    async cpuMs() {
      let cpuMs = processCpuMs();
      for (const name of names) cpuMs += (await methodsOf(name).usage()).cpuMs;
      return cpuMs;
    },
    kill
  };
}

// src/clip/race.ts
import { availableParallelism as availableParallelism2 } from "os";
async function runRound({ pictures, count, entries }, round, { methods }, meter) {
  const names2 = Object.keys(entries);
  if (round % 2 === 1) names2.reverse();
  return meter.round(async () => {
    const laps = {};
    for (const name of names2) {
      const { contender, batch } = entries[name];
      const embed = () => methods[contender].embed(pictures, round * count, count, batch);
      laps[name] = await lapOf(embed, meter);
    }
    return laps;
  });
}
async function lapOf(embed, meter) {
  const { result, share } = await meter.watch(embed);
  return { ...result, ownMs: result.wallMs * (1 - share) };
}
function rate({ pictures, ownMs }) {
  return pictures / ownMs * 1e3;
}
function cpuMsEach({ pictures, cpuMs }) {
  return cpuMs / pictures;
}
function ratio(ours, theirs, value) {
  return median(ours.map((lap, round) => value(lap) / value(theirs[round])));
}
function workLimit(model, decoding) {
  const cpuMs = median(model.map(cpuMsEach)) + median(decoding.map(cpuMsEach));
  return availableParallelism2() * 1e3 / cpuMs;
}
function cpuMsOfLimit(limit) {
  return availableParallelism2() * 1e3 / limit;
}
function medians(laps) {
  return Object.fromEntries(
    Object.entries(laps).map(([name, each]) => [
      name,
      {
        per_s: figure(median(each.map(rate))),
        per_s_by_clock: figure(
          median(each.map(({ pictures, wallMs }) => pictures / wallMs)) * 1e3
        ),
        cpu_ms: figure(median(each.map(cpuMsEach)))
      }
    ])
  );
}

// src/clip/measure-clients.ts
var clients = 100;
var deadlineMs = 1e3;
async function measureClients({ methods }, folder, meter, { quick, log }) {
  const { revimg, model, decoding } = methods;
  const alone = async () => ({
    model: await lapOf(() => model.embed("small", 0, 16, 8), meter),
    decoding: await lapOf(() => decoding.embed("small", 0, 96, 8), meter)
  });
  await revimg.index(folder);
  const before = await alone();
  log(`${clients} clients`);
  const { result: patient, share } = await meter.watch(
    () => revimg.search({ clients, searchesEach: quick ? 1 : 3 })
  );
  const after = await alone();
  log(`${clients} clients that allow ${deadlineMs} ms`);
  const hurried = await revimg.search({ clients, searchesEach: 1, deadlineMs });
  for (const error of [...patient.errors, ...hurried.errors]) log(error);
  const searches = patient.answeredMs.length;
  const limit = workLimit([before.model, after.model], [before.decoding, after.decoding]);
  const rate2 = searches / (patient.wallMs * (1 - share)) * 1e3;
  return {
    clients,
    searches,
    errors: patient.errors.length + patient.refusedMs.length,
    p50_ms: latency(patient.answeredMs, 0.5),
    p95_ms: latency(patient.answeredMs, 0.95),
    vs_work_limit: figure(cpuMsOfLimit(limit) / (patient.cpuMs / searches)),
    rate_vs_work_limit: figure(rate2 / limit),
    loop_p99_ms: figure(patient.loop.p99Ms),
    rss_mb: megabytes(patient.rssPeak),
    rss_growth_mb: megabytes(patient.rssPeak - patient.rssBefore),
    deadline_ms: deadlineMs,
    deadline_errors: hurried.errors.length,
    answered: hurried.answeredMs.length,
    answered_p95_ms: latency(hurried.answeredMs, 0.95),
    refused: hurried.refusedMs.length,
    refused_p95_ms: latency(hurried.refusedMs, 0.95),
    refused_max_ms: latency(hurried.refusedMs, 1)
  };
}
function latency(latenciesMs, share) {
  return latenciesMs.length === 0 ? null : figure(percentile(latenciesMs, share));
}
function megabytes(bytes) {
  return Math.round(bytes / 2 ** 20);
}

// src/clip.ts
var smallPictures = 96;
var benchClip = async (context) => {
  const { workDirectory, log } = context;
  log("making the model and the pictures");
  const modelFolder = await clipModelFolder({ size: "full" });
  const { folder, files, kind } = await prepareFiles(context);
  const processes = await startClipProcesses(modelFolder, files, workDirectory);
  try {
    return { picture_kind: kind, ...await measure(processes, folder, context) };
  } finally {
    processes.kill();
  }
};
async function measure(processes, smallFolder, context) {
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
      decoding_alone: { contender: "decoding", batch: 8 }
    }
  };
  const large = {
    pictures: "large",
    count: largeCount(context),
    entries: {
      revimg: { contender: "revimg", batch: 8 },
      transformersjs_b8: { contender: "transformers", batch: 8 },
      decoding_alone: { contender: "decoding", batch: 8 }
    }
  };
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
  const clients2 = await measureClients(processes, smallFolder, meter, context);
  const ours = [smallLaps.revimg, smallLaps.revimg_one_by_one, largeLaps.revimg];
  return {
    vs_transformersjs_small_b8: rateRatio(smallLaps.revimg, smallLaps.transformersjs_b8),
    vs_transformersjs_small_b1: rateRatio(smallLaps.revimg, smallLaps.transformersjs_b1),
    vs_transformersjs_12mp_b8: rateRatio(largeLaps.revimg, largeLaps.transformersjs_b8),
    vs_work_limit_small: cpuOfLimit(smallLaps.revimg, limit),
    vs_work_limit_12mp: cpuOfLimit(largeLaps.revimg, largeLimit),
    loop_p99_ms: figure(
      Math.max(...ours.map((laps) => median(laps.map(({ loop }) => loop.p99Ms))))
    ),
    loop_max_ms: figure(Math.max(...ours.flat().map(({ loop }) => loop.maxMs))),
    two_workers_vs_transformersjs_small_b8: rateRatio(
      smallLaps.revimg_two_workers,
      smallLaps.transformersjs_b8
    ),
    cpu_vs_transformersjs_small_b8: cpuRatio(smallLaps.revimg, smallLaps.transformersjs_b8),
    cpu_vs_transformersjs_small_b1: cpuRatio(smallLaps.revimg, smallLaps.transformersjs_b1),
    cpu_vs_transformersjs_12mp_b8: cpuRatio(largeLaps.revimg, largeLaps.transformersjs_b8),
    rate_vs_work_limit_small: figure(median(smallLaps.revimg.map(rate)) / limit),
    two_workers_rate_vs_work_limit_small: figure(
      median(smallLaps.revimg_two_workers.map(rate)) / limit
    ),
    work_limit_per_s_small: figure(limit),
    work_limit_per_s_12mp: figure(largeLimit),
    // What no program on this machine could surpass with this file of this model.
    limit_vs_transformersjs_small_b8: figure(limit / median(smallLaps.transformersjs_b8.map(rate))),
    limit_vs_transformersjs_small_b1: figure(limit / median(smallLaps.transformersjs_b1.map(rate))),
    limit_vs_transformersjs_12mp_b8: figure(
      largeLimit / median(largeLaps.transformersjs_b8.map(rate))
    ),
    small: medians(smallLaps),
    large: medians(largeLaps),
    clients: clients2,
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds
  };
}
async function warmUp({ methods }) {
  for (const contender of Object.values(methods)) {
    await contender.embed("small", 0, 8, 8);
    await contender.embed("small", 0, 2, 1);
    await contender.embed("large", 0, 4, 4);
  }
}
function lapsOf({ entries }) {
  return Object.fromEntries(Object.keys(entries).map((name) => [name, []]));
}
function addTo(laps, round) {
  for (const name of Object.keys(laps)) laps[name].push(round[name]);
}
function rateRatio(ours, theirs) {
  return figure(ratio(ours, theirs, rate));
}
function cpuRatio(ours, theirs) {
  return figure(ratio(theirs, ours, cpuMsEach));
}
function cpuOfLimit(ours, limit) {
  return figure(cpuMsOfLimit(limit) / median(ours.map(cpuMsEach)));
}
function describe(laps) {
  return Object.entries(laps).map(([name, each]) => `${name} ${figure(rate(each.at(-1)))}`).join(", ");
}
function largeCount({ quick }) {
  return quick ? 8 : 16;
}
async function prepareFiles(context) {
  const set = await preparePictures(context);
  const folder = join2(context.workDirectory, "small");
  await mkdir2(folder);
  const files = { small: [], large: [] };
  for (const name of set.names.slice(0, smallPictures)) {
    await link(join2(set.folder, name), join2(folder, name));
    files.small.push(join2(folder, name));
  }
  const photos = set.names.map((name) => join2(set.folder, name));
  for (let number = 0; number < largeCount(context); number++) {
    const file = join2(context.workDirectory, `large-${number}.jpg`);
    await writeCameraSized(file, photos, number);
    files.large.push(file);
  }
  return { folder, files, kind: set.kind };
}
export {
  benchClip
};
//# sourceMappingURL=clip-H5KUSHBO.js.map