import { RevimgError } from "../errors.js";

/** The formats that are decoded, as media types. */
export type ImageMimeType =
  | "image/jpeg"
  | "image/png"
  | "image/webp"
  | "image/gif"
  | "image/tiff"
  | "image/avif";

const readable = "JPEG, PNG, WebP, GIF, TIFF or AVIF";

/** Formats that are recognised only to say something better than "unknown". */
const unreadable: readonly { name: string; matches: (head: string) => boolean }[] = [
  { name: "a PDF document", matches: (head) => head.startsWith("%PDF-") },
  { name: "a BMP picture", matches: (head) => head.startsWith("BM") && head.length > 26 },
  { name: "a Photoshop document", matches: (head) => head.startsWith("8BPS") },
  { name: "an icon file", matches: (head) => head.startsWith("\0\0\x01\0") },
  {
    name: "a JPEG XL picture",
    matches: (head) => head.startsWith("\xff\x0a") || head.startsWith("\0\0\0\x0cJXL "),
  },
  {
    name: "a JPEG 2000 picture",
    matches: (head) => head.startsWith("\xff\x4f\xff\x51") || head.startsWith("\0\0\0\x0cjP  "),
  },
];

/**
 * The media type of a picture, by its first bytes and never by its name.
 *
 * Rejects what is not decoded: `unsupported` for a format that is known but not
 * read (HEIC, SVG, PDF, …), `image_decode_failed` for an empty file and for
 * bytes that are no picture at all.
 */
export function sniffImageType(bytes: Uint8Array): ImageMimeType {
  if (bytes.length === 0) {
    throw new RevimgError("image_decode_failed", "The file is empty (0 bytes).");
  }
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString(
    "latin1",
  );
  const type = readableType(head);
  if (type !== undefined) return type;

  if (head.startsWith("ftyp", 4)) throw unsupportedContainer(head);
  if (/^(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<svg[\s>]/i.test(head)) {
    throw new RevimgError(
      "unsupported",
      `This is an SVG drawing. Drawings are not rendered, because they can carry scripts and references; convert it to PNG first. Readable are ${readable}.`,
    );
  }
  const known = unreadable.find(({ matches }) => matches(head));
  if (known !== undefined) {
    throw new RevimgError(
      "unsupported",
      `This is ${known.name}, which is not supported. Convert it to ${readable}.`,
    );
  }
  const what = looksLikeText(head) ? "text" : "data in no known picture format";
  throw new RevimgError(
    "image_decode_failed",
    `This is not a picture: its content is ${what}, whatever its name says. Readable are ${readable}.`,
  );
}

function readableType(head: string): ImageMimeType | undefined {
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) return "image/webp";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (/^(?:II[\x2a\x2b]\0|MM\0[\x2a\x2b])/.test(head)) return "image/tiff";
  if (head.startsWith("ftyp", 4) && brands(head).some((brand) => /^avi[fs]$/.test(brand))) {
    return "image/avif";
  }
  return undefined;
}

/** Major and compatible brands of an ISO base media file (ISO/IEC 14496-12, `ftyp` box). */
function brands(head: string): string[] {
  const boxLength = Buffer.from(head.slice(0, 4), "latin1").readUInt32BE(0);
  const end = Math.min(boxLength, head.length);
  const found = [head.slice(8, 12)];
  for (let offset = 16; offset + 4 <= end; offset += 4) found.push(head.slice(offset, offset + 4));
  return found;
}

function unsupportedContainer(head: string): RevimgError {
  if (brands(head).some((brand) => /^(?:he[iv][cxms]|mif1|msf1)$/.test(brand))) {
    return new RevimgError(
      "unsupported",
      `This is a HEIC picture, the format of many phone cameras. Its decoder is not free to ship; convert the picture to JPEG, or set the camera to "most compatible". Readable are ${readable}.`,
    );
  }
  return new RevimgError(
    "unsupported",
    `This is a video or another media file, not a picture. Readable are ${readable}.`,
  );
}

/** UTF-8 without control bytes: a page, a note, JSON, an error message saved as a picture. */
function looksLikeText(head: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what tells data from text
  if (/[\x00-\x08\x0e-\x1f]/.test(head)) return false;
  try {
    // As a stream, so that a character may be cut in two by the end of the head.
    new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(head, "latin1"), { stream: true });
    return true;
  } catch {
    return false;
  }
}
