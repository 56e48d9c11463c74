import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import type { BenchContext } from "./bench.js";

export interface PictureSet {
  /** Folder with JPEG files and nothing else. */
  folder: string;
  /** Names of the files, sorted. */
  names: string[];
  /** `photos`: photographs of the test data. `drawn`: made here, where those are not. */
  kind: "photos" | "drawn";
}

const drawnCount = 800;

/** The 800 photographs of the test data in a folder, or as many drawn pictures where there are none. */
export async function preparePictures(context: BenchContext): Promise<PictureSet> {
  const archive = join(context.dataDirectory, "photos-1k.tar");
  if (existsSync(archive)) {
    await promisify(execFile)("tar", ["-xf", archive, "-C", context.workDirectory]);
    const folder = join(context.workDirectory, "photos");
    return { folder, names: await listJpegs(folder), kind: "photos" };
  }
  context.log(`There is no ${archive}; drawing ${drawnCount} pictures instead.`);
  const folder = join(context.workDirectory, "drawn");
  await mkdir(folder, { recursive: true });
  for (let seed = 0; seed < drawnCount; seed++) {
    await writeFile(join(folder, `drawn-${String(seed).padStart(4, "0")}.jpg`), await draw(seed));
  }
  return { folder, names: await listJpegs(folder), kind: "drawn" };
}

export async function readPictures({ folder, names }: PictureSet): Promise<Uint8Array[]> {
  const pictures: Uint8Array[] = [];
  for (const name of names) pictures.push(await readFile(join(folder, name)));
  return pictures;
}

/**
 * The same JPEG with a comment segment that holds `number`: other bytes for
 * anything that recognises bytes, the same pixels for anything that looks.
 */
export function withComment(jpeg: Uint8Array, number: number): Uint8Array {
  const bytes = new Uint8Array(jpeg.byteLength + 8);
  bytes.set(jpeg.subarray(0, 2));
  // COM marker and the segment's length, which counts itself (ITU-T T.81, B.2.4.5).
  bytes.set([0xff, 0xfe, 0, 6], 2);
  new DataView(bytes.buffer).setUint32(6, number);
  bytes.set(jpeg.subarray(2), 10);
  return bytes;
}

async function listJpegs(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".jpg")).sort();
}

async function draw(seed: number): Promise<Buffer> {
  const random = numbers(seed);
  const shapes = Array.from({ length: 30 }, () => {
    const color = `hsl(${random(360)}, ${40 + random(60)}%, ${20 + random(65)}%)`;
    const [x, y, size] = [random(500), random(375), 15 + random(90)];
    return random(2) === 0
      ? `<circle cx="${x}" cy="${y}" r="${size}" fill="${color}"/>`
      : `<rect x="${x}" y="${y}" width="${size}" height="${15 + random(90)}" fill="${color}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="375"><rect width="100%" height="100%" fill="hsl(${random(360)}, 50%, 60%)"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
}

/** Whole numbers below `range`, the same for the same seed (mulberry32). */
function numbers(seed: number): (range: number) => number {
  let state = seed;
  return (range) => {
    state = (state + 0x6d2b_79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), state | 1);
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61);
    return ((hash ^ (hash >>> 14)) >>> 0) % range;
  };
}
