import sharp from "sharp";

/** What a file's head says about its picture. */
export interface Header {
  /** Pixels of the upright picture; for the reference, of the picture as stored. */
  width: number;
  height: number;
  channels: number;
  hasAlpha: boolean;
  /** Type of the samples, in libvips' words: `uchar` and `ushort` are 8 and 16 bits. */
  depth: string;
  /** In libvips' words. */
  space: string;
  /** Whether 8-bit sRGB pixels hold all of it: one picture, and no colour that they lack. */
  isAllInPixels: boolean;
}

/**
 * Reads only the header. For the reference, a picture is as stored and has no
 * transparency. Rejects with the decoder's error.
 */
export async function readHeader(bytes: Uint8Array, isReference: boolean): Promise<Header> {
  // The caller checks the limit of pixels: its error names the option.
  const metadata = await sharp(bytes, { failOn: "error", limitInputPixels: false }).metadata();
  const { width, height } = isReference ? metadata : metadata.autoOrient;
  const { channels, depth, space, pages = 1, icc } = metadata;
  const hasAlpha = metadata.hasAlpha && !isReference;
  const isStill = pages === 1 && !isSequence(bytes);
  const isInGamut = (space === "srgb" || space === "b-w") && (!icc || isSrgb(icc));
  const isAllInPixels = isStill && isInGamut && depth === "uchar";
  return { width, height, channels, hasAlpha, depth, space, isAllInPixels };
}

/** Told by the profile's description, which is in ASCII or, from version 4 on, in UTF-16. */
function isSrgb(profile: Buffer): boolean {
  return /s\0?R\0?G\0?B/.test(profile.toString("latin1"));
}

/** An animated PNG or a sequence of AVIF pictures. libvips sees only the first picture. */
function isSequence(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.toString("latin1", 4, 12) === "ftypavis") return true;
  if (file[0] !== 0x89) return false;
  const data = file.indexOf("IDAT");
  return file.subarray(0, Math.max(0, data)).includes("acTL");
}
