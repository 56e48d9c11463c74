import { link, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRevimg, type Revimg } from "@revimg/core";
import sharp from "sharp";
import type { BenchContext, BenchResult } from "./lib/bench.js";
import { collectGarbage } from "./lib/collect-garbage.js";
import { type PictureSet, withComment } from "./lib/pictures.js";
import { figure } from "./lib/statistics.js";

const soakPictures = 100_000;
/** Longest side of a small picture, in pixels. */
const smallSide = 96;

/**
 * A larger folder, in which each picture comes several times with other bytes: the memory
 * while it is indexed, and the time to do it again. `--soak` takes 100,000 small pictures.
 */
export async function measureLargeRun(
  set: PictureSet,
  context: BenchContext,
): Promise<BenchResult> {
  const { soak, quick } = context;
  const copies = soak ? Math.ceil(soakPictures / set.names.length) : quick ? 2 : 5;
  const folder = join(context.workDirectory, "large");
  const total = await writeCopies(soak ? await shrink(set, context) : set, folder, copies);
  const dataDirectory = join(context.workDirectory, "large-data");
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  // By then every buffer and cache has its size.
  const settled = Math.floor(total / 4);
  let rssSettled = 0;
  await indexFolder(revimg, folder, (done) => {
    if (soak && done % 10_000 === 0) context.log(`${done} pictures, ${megabytes()} MB`);
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
export async function indexFolder(
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

/** The same pictures, small. */
async function shrink(set: PictureSet, { workDirectory }: BenchContext): Promise<PictureSet> {
  const folder = join(workDirectory, "small");
  await mkdir(folder);
  for (const name of set.names) {
    const picture = sharp(join(set.folder, name)).resize(smallSide, smallSide, { fit: "inside" });
    await picture.jpeg().toFile(join(folder, name));
  }
  return { ...set, folder };
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

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
