import {
  modelContender,
  shippedMini,
  side,
  squareOf,
  squaresOf,
  unpack
} from "./chunk-II62657Y.js";
import "./chunk-P6OYAU3B.js";
import "./chunk-2GYVUZTL.js";
import "./chunk-5UUQIF2H.js";
import {
  UsageError
} from "./chunk-OONSPIMI.js";
import "./chunk-TUEFZGPM.js";
import "./chunk-UAWBPTDW.js";

// src/contact-sheet.ts
import { mkdtemp, rm } from "fs/promises";
import { tmpdir } from "os";
import { join, resolve } from "path";
import { parseArgs } from "util";
import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";
import sharp from "sharp";
var queriesOfSet = { photos: 16, clothing: 12, gallery: 12 };
var found = 8;
var columns = 2;
var gap = 2;
var pause = 10;
var cell = side + gap;
var columnWidth = (1 + found) * cell + pause;
async function main() {
  const { values } = parseArgs({
    options: { out: { type: "string" }, data: { type: "string", default: "../shared/data" } }
  });
  if (values.out === void 0) throw new UsageError("Say where the picture goes: --out <file>.");
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-contact-sheet-"));
  try {
    const sets = await readSets(resolve(values.data), workDirectory);
    await draw(await rowsOf(sets), values.out);
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}
async function readSets(dataDirectory, workDirectory) {
  const context = { dataDirectory, workDirectory };
  const gallery = [];
  for (const picture of galleryPictures) {
    gallery.push(await squareOf(await renderGalleryPicture(picture)));
  }
  return {
    photos: await squaresOf((await unpack(context, "photos-1k.tar")).paths),
    clothing: await squaresOf((await unpack(context, "clothing.tar")).paths),
    gallery
  };
}
async function rowsOf(sets) {
  const all = Object.values(sets).flat();
  const model = await modelContender(await shippedMini());
  const vectors = (await model.describe(all)).map(({ vector }) => vector);
  const rows = [];
  let first = 0;
  for (const [name, squares] of Object.entries(sets)) {
    const count = queriesOfSet[name];
    for (let number = 0; number < count; number++) {
      const query = first + Math.floor((number + 0.5) * squares.length / count);
      const scores = vectors.map((vector) => dot(vector, vectors[query]));
      const order = [...scores.keys()].filter((other) => other !== query);
      order.sort((a, b) => scores[b] - scores[a]);
      rows.push([query, ...order.slice(0, found)].map((index) => all[index]));
    }
    first += squares.length;
  }
  return rows;
}
async function draw(rows, file) {
  const inColumn = Math.ceil(rows.length / columns);
  const overlays = rows.flatMap((row, number) => {
    const x = Math.floor(number / inColumn) * (columnWidth + pause);
    const top = number % inColumn * cell;
    return row.map((square, place) => ({
      input: Buffer.from(square),
      raw: { width: side, height: side, channels: 3 },
      left: x + place * cell + (place > 0 ? pause : 0),
      top
    }));
  });
  const width = columns * (columnWidth + pause) - pause;
  const create = { width, height: inColumn * cell, channels: 3, background: "#ffffff" };
  await sharp({ create }).composite(overlays).jpeg({ quality: 72 }).toFile(file);
}
function dot(a, b) {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}
try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
//# sourceMappingURL=contact-sheet.js.map