// src/pictures.ts
import { execFile } from "child_process";
import { existsSync } from "fs";
import { mkdir, readdir, readFile, writeFile } from "fs/promises";
import { join } from "path";
import { promisify } from "util";
import sharp from "sharp";
var drawnCount = 800;
async function preparePictures(context) {
  const archive = join(context.dataDirectory, "photos-1k.tar");
  if (existsSync(archive)) {
    await promisify(execFile)("tar", ["-xf", archive, "-C", context.workDirectory]);
    const folder2 = join(context.workDirectory, "photos");
    return { folder: folder2, names: await listJpegs(folder2), kind: "photos" };
  }
  context.log(`There is no ${archive}; drawing ${drawnCount} pictures instead.`);
  const folder = join(context.workDirectory, "drawn");
  await mkdir(folder, { recursive: true });
  for (let seed = 0; seed < drawnCount; seed++) {
    await writeFile(join(folder, `drawn-${String(seed).padStart(4, "0")}.jpg`), await draw(seed));
  }
  return { folder, names: await listJpegs(folder), kind: "drawn" };
}
async function readPictures({ folder, names }) {
  const pictures = [];
  for (const name of names) pictures.push(await readFile(join(folder, name)));
  return pictures;
}
function withComment(jpeg, number) {
  const bytes = new Uint8Array(jpeg.byteLength + 8);
  bytes.set(jpeg.subarray(0, 2));
  bytes.set([255, 254, 0, 6], 2);
  new DataView(bytes.buffer).setUint32(6, number);
  bytes.set(jpeg.subarray(2), 10);
  return bytes;
}
async function listJpegs(folder) {
  return (await readdir(folder)).filter((name) => name.endsWith(".jpg")).sort();
}
async function draw(seed) {
  const random = numbers(seed);
  const shapes = Array.from({ length: 30 }, () => {
    const color = `hsl(${random(360)}, ${40 + random(60)}%, ${20 + random(65)}%)`;
    const [x, y, size] = [random(500), random(375), 15 + random(90)];
    return random(2) === 0 ? `<circle cx="${x}" cy="${y}" r="${size}" fill="${color}"/>` : `<rect x="${x}" y="${y}" width="${size}" height="${15 + random(90)}" fill="${color}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="375"><rect width="100%" height="100%" fill="hsl(${random(360)}, 50%, 60%)"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
}
function numbers(seed) {
  let state = seed;
  return (range) => {
    state = state + 1831565813 | 0;
    let hash = Math.imul(state ^ state >>> 15, state | 1);
    hash ^= hash + Math.imul(hash ^ hash >>> 7, hash | 61);
    return ((hash ^ hash >>> 14) >>> 0) % range;
  };
}

export {
  preparePictures,
  readPictures,
  withComment
};
//# sourceMappingURL=chunk-IL74N4ZE.js.map