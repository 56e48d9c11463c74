import type { Sharp } from "sharp";
import { RevimgError } from "../lib/errors.js";
import type { Header } from "./read-header.js";

/** 8-bit pixels of an upright picture. */
export interface EightBitPicture {
  pixels: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** Samples that are read at once as 4 bytes each. */
const maxSamples = 64_000_000;

/** Share of the samples, at either end, that may be darker than black and brighter than white. */
const outside = 0.001;

/** The ends are looked for among this many samples. */
const sampled = 1 << 18;

/** Whether the samples are not integers of 8 or 16 bits. Only those have a known range. */
export function isDeep({ depth }: Header): boolean {
  return depth !== "uchar" && depth !== "ushort";
}

/**
 * A picture of 32-bit or floating-point samples in 8 bits. No file says what these
 * samples mean. So the darkest becomes black and the brightest white, without one
 * thousandth at either end. What is no number becomes black. Colours in floating point
 * are linear light, and get the curve of sRGB.
 *
 * Rejects with `unsupported` when the samples can't be read without loss.
 */
export async function stretchSamples(upright: Sharp, header: Header): Promise<EightBitPicture> {
  const isReadable = ["float", "int", "uint", "char"].includes(header.depth);
  const isPlainColour = ["b-w", "srgb", "scrgb"].includes(header.space);
  if (!isReadable || !isPlainColour || header.hasAlpha) throw unreadable(header);
  if (header.width * header.height * header.channels > maxSamples) throw tooMany(header);
  const { data, info } = await upright
    .toColourspace(header.space)
    .raw({ depth: "float" })
    .toBuffer({ resolveWithObject: true });
  const samples = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  const [least, most] = endsOf(samples);
  const scale = most > least ? 1 / (most - least) : 0;
  const isLinear = header.space === "scrgb";
  const pixels = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const share = Math.min(1, Math.max(0, (samples[i]! - least) * scale));
    // NaN is stored as 0.
    pixels[i] = Math.round(255 * (isLinear ? curved(share) : share));
  }
  return { pixels, width: info.width, height: info.height, channels: colours(header) };
}

/** Whether only the highest 4 bits of a 16-bit picture are left, and they are nearly black. */
export function isNearlyBlack({ depth, hasAlpha }: Header, pixels: Uint8Array): boolean {
  // Reduced pixels may be a little brighter than all those they were made from.
  return depth === "ushort" && !hasAlpha && pixels.every((value) => value < 20);
}

/**
 * A picture in 8 bits whose 16-bit samples use only their lowest 8, 10 or 12 bits, as
 * instruments write them; null when they use more.
 */
export async function widenSamples(
  upright: Sharp,
  header: Header,
): Promise<EightBitPicture | null> {
  const isPlainColour = header.space === "grey16" || header.space === "rgb16";
  if (!isPlainColour || header.width * header.height * header.channels > maxSamples) return null;
  const { data, info } = await upright
    .toColourspace(header.space)
    .raw({ depth: "ushort" })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  let most = 0;
  for (const sample of samples) if (sample > most) most = sample;
  const bits = [8, 10, 12].find((bits) => most < 2 ** bits);
  if (bits === undefined) return null;
  const pixels = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) pixels[i] = samples[i]! >> (bits - 8);
  return { pixels, width: info.width, height: info.height, channels: colours(header) };
}

function colours({ channels }: Header): 1 | 3 {
  return channels === 1 ? 1 : 3;
}

function endsOf(samples: Float32Array): [number, number] {
  const step = Math.max(1, Math.floor(samples.length / sampled));
  const some = samples.filter((sample, i) => i % step === 0 && Number.isFinite(sample)).sort();
  const skipped = Math.floor(outside * some.length);
  const [least, most] = [some[skipped] ?? 0, some[some.length - 1 - skipped] ?? 0];
  if (most > least) return [least, most];
  // Nearly all samples are equal, so the few others are the picture.
  let [darkest, brightest] = [least, most];
  for (const sample of samples) {
    if (Number.isFinite(sample)) {
      darkest = Math.min(darkest, sample);
      brightest = Math.max(brightest, sample);
    }
  }
  return [darkest, brightest];
}

/** IEC 61966-2-1. */
function curved(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

const advice = "Convert it to a PNG or TIFF of 8 or 16 bits a channel.";

function unreadable({ depth, space, channels, hasAlpha }: Header): RevimgError {
  const transparency = hasAlpha ? " with transparency" : "";
  return new RevimgError(
    "unsupported",
    `The samples of this picture (type ${depth}, ${channels} channels, ${space}${transparency}) can't be turned into 8-bit colours without losing what they show. ${advice}`,
  );
}

function tooMany({ width, height, channels }: Header): RevimgError {
  return new RevimgError(
    "unsupported",
    `The picture has ${width} x ${height} pixels with ${channels} samples of 32 bits; at most ${maxSamples} such samples are read. ${advice}`,
  );
}
