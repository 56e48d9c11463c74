import {
  collectGarbage
} from "./chunk-6GFOEWTA.js";
import {
  preparePictures,
  withComment
} from "./chunk-IL74N4ZE.js";
import {
  figure,
  median
} from "./chunk-6PK7EDCD.js";
import {
  CpuMeter,
  processCpuMs
} from "./chunk-TUEFZGPM.js";
import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/index-folder.ts
import { link, mkdir, readdir, readFile, rm, stat, writeFile } from "fs/promises";
import { join } from "path";
import { createRevimg } from "@revimg/core";
var benchIndex = async (context) => {
  const set = await preparePictures(context);
  const meter = new CpuMeter();
  const rates = [];
  const cpuMs = [];
  for (let round = 0; round < (context.quick ? 2 : 4); round++) {
    const dataDirectory = join(context.workDirectory, `speed-${round}`);
    const run = await meter.round(() => indexOnce(dataDirectory, set));
    rates.push(set.names.length / run.wallMs * 1e3);
    cpuMs.push(run.cpuMs / set.names.length);
    context.log(`round ${round + 1}: ${figure(rates.at(-1))} pictures a second`);
  }
  return {
    pictures: set.names.length,
    picture_kind: set.kind,
    pictures_per_s_mini: figure(median(rates)),
    cpu_ms_per_picture: figure(median(cpuMs)),
    ...await measureLargeRun(set, context),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds
  };
};
async function indexOnce(dataDirectory, { folder, names }) {
  var _stack = [];
  try {
    await rm(dataDirectory, { recursive: true, force: true });
    const revimg = __using(_stack, await createRevimg({ dataDirectory, model: "mini" }), true);
    const cpuBefore = processCpuMs();
    const started = performance.now();
    const added = await indexFolder(revimg, folder);
    const wallMs = performance.now() - started;
    if (added !== names.length) throw new Error(`${added} of ${names.length} pictures were added.`);
    return { wallMs, cpuMs: processCpuMs() - cpuBefore };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function measureLargeRun(set, context) {
  const copies = context.soak ? 40 : context.quick ? 2 : 5;
  const folder = join(context.workDirectory, "large");
  const total = await writeCopies(set, folder, copies);
  const dataDirectory = join(context.workDirectory, "large-data");
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
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
    storage_share: figure(await folderBytes(dataDirectory) / await folderBytes(folder)),
    rss_mb: figure(rssAfter / 2 ** 20),
    rss_drift: figure(rssAfter / rssSettled - 1),
    second_run_s: figure(secondRunMs / 1e3)
  };
}
async function indexFolder(revimg, folder, onDone = () => {
}) {
  let added = 0;
  for await (const event of revimg.index(folder)) {
    if (event.type === "failed") throw event.error;
    onDone(event.progress.done);
    added = event.progress.added;
  }
  return added;
}
async function writeCopies(set, folder, copies) {
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
async function folderBytes(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
export {
  benchIndex
};
//# sourceMappingURL=index-folder-GBPXUSGL.js.map