import sharp from "sharp";
import { aboveMedian, lowFrequencies } from "./low-frequencies.js";

/** A perceptual hash: 32 bits a word; null for a picture that shows too little. */
export type PictureHash = Uint32Array | null;

/** Side of the grey picture of which the classic hash is taken. */
const phashSide = 32;

/**
 * The 64-bit DCT hash of Zauner, "Implementation and Benchmarking of Perceptual Image
 * Hash Functions" (2010), section 3.2.1.
 */
export async function phash(bytes: Uint8Array): Promise<PictureHash> {
  const { data } = await sharp(bytes)
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .resize(phashSide, phashSide, { fit: "fill" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return aboveMedian(lowFrequencies(Float64Array.from(data), phashSide, 8));
}

/** Pixels on the longer side of what PDQ is taken of, and on the sides of its grey picture. */
const [pdqMostSide, pdqSide] = [512, 64];

/** Pictures of lower quality, 0 to 100, are not to be matched. */
const pdqLeastQuality = 50;

/**
 * PDQ, 256 bits, after "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
 * Algorithm" (Facebook, 2019): luminance, averaged twice by a box of half of a 64th of
 * each side, sampled at 64 x 64, its DCT at the frequencies 1 to 16, above the median or not.
 */
export async function pdq(bytes: Uint8Array): Promise<PictureHash> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .resize(pdqMostSide, pdqMostSide, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const luminance = Float64Array.from({ length: width * height }, (_, i) => {
    const at = i * info.channels;
    return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  });
  const grey = sampled(blurred(blurred(luminance, width, height), width, height), width, height);
  if (qualityOf(grey) < pdqLeastQuality) return null;
  return aboveMedian(lowFrequencies(grey, pdqSide, 16));
}

function boxOf(side: number): number {
  return Math.ceil(side / (2 * pdqSide));
}

/** Averages by a box, across and then down. */
function blurred(values: Float64Array, width: number, height: number): Float64Array {
  const across = new Float64Array(values.length);
  for (let y = 0; y < height; y++) average(values, across, y * width, 1, width, boxOf(width));
  const both = new Float64Array(values.length);
  for (let x = 0; x < width; x++) average(across, both, x, width, height, boxOf(height));
  return both;
}

/** The mean around each of `count` values that are `step` apart; at the ends of those there are. */
function average(
  from: Float64Array,
  to: Float64Array,
  start: number,
  step: number,
  count: number,
  box: number,
): void {
  const before = Math.floor(box / 2);
  for (let i = 0; i < count; i++) {
    const first = Math.max(0, i - before);
    const end = Math.min(count, i - before + box);
    let sum = 0;
    for (let at = first; at < end; at++) sum += from[start + at * step]!;
    to[start + i * step] = sum / (end - first);
  }
}

function sampled(values: Float64Array, width: number, height: number): Float64Array {
  return Float64Array.from({ length: pdqSide * pdqSide }, (_, i) => {
    const x = Math.floor((((i % pdqSide) + 0.5) * width) / pdqSide);
    const y = Math.floor(((Math.floor(i / pdqSide) + 0.5) * height) / pdqSide);
    return values[y * width + x]!;
  });
}

/** The sum of all steps between neighbours, each a whole per cent, scaled as published. */
function qualityOf(grey: Float64Array): number {
  let sum = 0;
  const add = (a: number, b: number) => {
    sum += Math.trunc(Math.abs(((a - b) * 100) / 255));
  };
  for (let y = 0; y < pdqSide; y++) {
    for (let x = 0; x < pdqSide; x++) {
      const at = y * pdqSide + x;
      if (y + 1 < pdqSide) add(grey[at]!, grey[at + pdqSide]!);
      if (x + 1 < pdqSide) add(grey[at]!, grey[at + 1]!);
    }
  }
  return Math.min(100, Math.trunc(sum / 90));
}

/** Bits in which two hashes differ. */
export function bitsApart(one: Uint32Array, other: Uint32Array): number {
  let bits = 0;
  for (let i = 0; i < one.length; i++) bits += countBits(one[i]! ^ other[i]!);
  return bits;
}

/** Warren, "Hacker's Delight" (2012), figure 5-2. */
function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
