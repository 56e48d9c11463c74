import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";
import sharp from "sharp";
import { UsageError } from "./lib/bench.js";
import { modelContender, shippedMini } from "./mini/model-contender.js";
import { type Square, side, squareOf, squaresOf, unpack } from "./mini/picture-sets.js";

/**
 * Draws what mini finds: 40 pictures, each with the 8 that are nearest to it
 * among all photos, clothes and drawings. One row a query, the query first, in
 * two columns; the sets follow one another.
 *
 *   node packages/bench/dist/contact-sheet.js --out docs/mini-contact-sheet.jpg
 */
const queriesOfSet = { photos: 16, clothing: 12, gallery: 12 };
const found = 8;
const columns = 2;

/** Pixels around a picture, and behind a query. */
const gap = 2;
const pause = 10;
const cell = side + gap;
const columnWidth = (1 + found) * cell + pause;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: "string" }, data: { type: "string", default: "../shared/data" } },
  });
  if (values.out === undefined) throw new UsageError("Say where the picture goes: --out <file>.");
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-contact-sheet-"));
  try {
    const sets = await readSets(resolve(values.data), workDirectory);
    await draw(await rowsOf(sets), values.out);
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}

type Sets = Record<keyof typeof queriesOfSet, Square[]>;

async function readSets(dataDirectory: string, workDirectory: string): Promise<Sets> {
  const context = { dataDirectory, workDirectory };
  const gallery: Square[] = [];
  for (const picture of galleryPictures) {
    gallery.push(await squareOf(await renderGalleryPicture(picture)));
  }
  return {
    photos: await squaresOf((await unpack(context, "photos-1k.tar")).paths),
    clothing: await squaresOf((await unpack(context, "clothing.tar")).paths),
    gallery,
  };
}

/** Queries at equal distances in their set, each followed by its neighbours. */
async function rowsOf(sets: Sets): Promise<Square[][]> {
  const all = Object.values(sets).flat();
  const model = await modelContender(await shippedMini());
  const vectors = (await model.describe(all)).map(({ vector }) => vector);
  const rows: Square[][] = [];
  let first = 0;
  for (const [name, squares] of Object.entries(sets)) {
    const count = queriesOfSet[name as keyof Sets];
    for (let number = 0; number < count; number++) {
      const query = first + Math.floor(((number + 0.5) * squares.length) / count);
      const scores = vectors.map((vector) => dot(vector, vectors[query]!));
      const order = [...scores.keys()].filter((other) => other !== query);
      order.sort((a, b) => scores[b]! - scores[a]!);
      rows.push([query, ...order.slice(0, found)].map((index) => all[index]!));
    }
    first += squares.length;
  }
  return rows;
}

async function draw(rows: readonly Square[][], file: string): Promise<void> {
  const inColumn = Math.ceil(rows.length / columns);
  const overlays = rows.flatMap((row, number) => {
    const x = Math.floor(number / inColumn) * (columnWidth + pause);
    const top = (number % inColumn) * cell;
    return row.map((square, place) => ({
      input: Buffer.from(square),
      raw: { width: side, height: side, channels: 3 as const },
      left: x + place * cell + (place > 0 ? pause : 0),
      top,
    }));
  });
  const width = columns * (columnWidth + pause) - pause;
  const create = { width, height: inColumn * cell, channels: 3 as const, background: "#ffffff" };
  await sharp({ create }).composite(overlays).jpeg({ quality: 72 }).toFile(file);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
