import sharp, { type SharpOptions } from "sharp";
import type { ImageMimeType } from "./sniff.js";

/** Stands in for an end marker after the data. These bits change whatever is read from them. */
const strayBytes = Buffer.from("a5c35a3c96e1695ab4d22d4b87f078e1", "hex");

interface Decoding {
  options: SharpOptions;
  timeoutSeconds: number;
}

const jpegEnd = Buffer.of(0xff, 0xd9);

const jpegScan = Buffer.of(0xff, 0xda);

/** The last bytes of a JPEG can change this many rows at its bottom. */
const lastRows = 64;

/**
 * Mends a file that the decoder refused, if all of the picture is there: a JPEG that
 * lacks only its end marker, or a WebP that is shorter than it says. Null when a part
 * of the picture is missing or something else is wrong. (A PNG and a GIF without their
 * end marks are decoded as they are.)
 */
export async function mendEnd(
  bytes: Uint8Array,
  mimeType: ImageMimeType,
  decoding: Decoding,
): Promise<Uint8Array | null> {
  if (mimeType === "image/jpeg") return mendJpeg(bytes, decoding);
  if (mimeType === "image/webp") return mendWebp(Buffer.from(bytes));
  return null;
}

/** Whether a JPEG's data run to the end of the file, without an end marker. */
export function lacksJpegEnd(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.subarray(-2).equals(jpegEnd)) return false;
  return file.lastIndexOf(jpegEnd) < file.lastIndexOf(jpegScan);
}

/**
 * libjpeg does not say whether the last data were there. But whole data give the same
 * pixels whatever follows them, while missing data are read from what follows.
 */
async function mendJpeg(bytes: Uint8Array, decoding: Decoding): Promise<Uint8Array | null> {
  if (!lacksJpegEnd(bytes)) return null;
  for (const data of possibleData(bytes)) {
    const mended = Buffer.concat([data, jpegEnd]);
    if (await isWholeJpeg(mended, data, decoding)) return mended;
  }
  return null;
}

/**
 * The data without half an end marker, and without the zeros of reserved space: without
 * all of them, or all but one.
 */
function possibleData(bytes: Uint8Array): Uint8Array[] {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const hasZeros = end < bytes.length;
  // Within the data, a zero follows 0xff.
  const isOpen = bytes[end - 1] === 0xff;
  const ends = hasZeros ? (isOpen ? [end + 1] : [end, end + 1]) : [isOpen ? end - 1 : end];
  return ends.map((end) => bytes.subarray(0, end));
}

async function isWholeJpeg(
  mended: Uint8Array,
  data: Uint8Array,
  decoding: Decoding,
): Promise<boolean> {
  // When data in sections were cut between two sections, the decoder waits for the next marker.
  const restarts = Array.from({ length: 8 }, (_, i) => [Buffer.of(0xff, 0xd0 + i), strayBytes]);
  const strayed = Buffer.concat([data, strayBytes, ...restarts.flat(), jpegEnd]);
  try {
    // When more than the last rows are missing, there is a warning.
    const whole = await bottomOf(mended, "warning", decoding);
    const other = await bottomOf(strayed, "error", decoding);
    return whole.equals(other);
  } catch {
    return false;
  }
}

async function bottomOf(
  bytes: Uint8Array,
  failOn: "warning" | "error",
  { options, timeoutSeconds }: Decoding,
): Promise<Buffer> {
  const picture = sharp(bytes, { ...options, failOn }).timeout({ seconds: timeoutSeconds });
  const { width, height } = await picture.metadata();
  const rows = Math.min(height, lastRows);
  return picture
    .extract({ left: 0, top: height - rows, width, height: rows })
    .raw()
    .toBuffer();
}

/**
 * The whole chunks, in a container with the right length; null when a part of the
 * picture is not among them.
 */
function mendWebp(bytes: Buffer): Uint8Array | null {
  const kept: Buffer[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) {
      if (/^(?:VP8|ALPH|ANMF)/.test(bytes.toString("latin1", at, at + 4))) return null;
      break;
    }
    kept.push(bytes.subarray(at, end), Buffer.alloc(end % 2));
    at = end + (end % 2);
  }
  const chunks = Buffer.concat(kept);
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(4 + chunks.length, 4);
  return Buffer.concat([head, chunks]);
}
