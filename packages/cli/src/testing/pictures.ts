import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import sharp from "sharp";

/** Draws a picture of its own for each seed: coloured discs on a coloured ground, as JPEG or PNG by the file's name. */
export async function drawPicture(path: string, seed: number): Promise<void> {
  const next = numbersFrom(seed);
  const colour = () => `hsl(${next(360)} ${40 + next(60)}% ${20 + next(60)}%)`;
  const discs = Array.from(
    { length: 12 },
    () => `<circle cx="${next(320)}" cy="${next(240)}" r="${10 + next(60)}" fill="${colour()}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="${colour()}"/>${discs.join("")}</svg>`;
  await mkdir(dirname(path), { recursive: true });
  await sharp(Buffer.from(svg)).toFile(path);
}

/** Draws `count` pictures, `picture-000.jpg` and so on; `firstSeed` keeps two folders apart. */
export async function drawFolder(folder: string, count: number, firstSeed = 1): Promise<void> {
  for (let i = 0; i < count; i++) {
    await drawPicture(`${folder}/picture-${String(i).padStart(3, "0")}.jpg`, firstSeed + i);
  }
}

/** Whole numbers below a bound, the same ones for the same seed (a linear congruential generator). */
function numbersFrom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
