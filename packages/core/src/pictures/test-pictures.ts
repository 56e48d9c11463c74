import sharp from "sharp";
import { seededRandom } from "../lib/seeded-random.js";

/** A scene of its own for each seed: a sloping background and a dozen shapes, as PNG. */
export async function drawScene(seed: number, width = 480, height = 320): Promise<Buffer> {
  const random = seededRandom(seed);
  const colour = () => `hsl(${random() * 360} ${40 + random() * 60}% ${20 + random() * 60}%)`;
  const shapes = Array.from({ length: 12 }, () => {
    const x = random() * width;
    const y = random() * height;
    const size = (0.08 + random() * 0.22) * height;
    const turn = `transform="rotate(${random() * 360} ${x} ${y})"`;
    return random() < 0.5
      ? `<ellipse cx="${x}" cy="${y}" rx="${size}" ry="${size / 2}" fill="${colour()}" ${turn}/>`
      : `<rect x="${x}" y="${y}" width="${size}" height="${size / 3}" fill="${colour()}" ${turn}/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="sky" x2="${random()}" y2="1"><stop stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/></linearGradient>
    <rect width="100%" height="100%" fill="url(#sky)"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).flatten().png().toBuffer();
}

/** A scene with a texture of 120 dots, as photos have one, as PNG. */
export async function drawTextured(seed: number, width = 360, height = 240): Promise<Buffer> {
  const random = seededRandom(seed);
  const dots = Array.from(
    { length: 120 },
    () =>
      `<circle cx="${random() * width}" cy="${random() * height}" r="${2 + random() * 8}" fill="hsl(${random() * 360} 60% ${20 + random() * 60}%)"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${dots.join("")}</svg>`;
  const drawn = sharp(await drawScene(seed, width, height));
  return drawn
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

/** Mean absolute difference of two pictures' bytes, 0 to 255. */
export function meanDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} and ${b.length} bytes`);
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
}

/** The bytes of a linear congruential generator: a picture that any language can make. */
export function noisePixels(width: number, height: number) {
  let state = 1;
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state >> 16;
  });
  return { pixels, width, height };
}
