import { RevimgError } from "../lib/errors.js";

/** The formats that are decoded, as media types. */
export type ImageMimeType =
  | "image/jpeg"
  | "image/png"
  | "image/webp"
  | "image/gif"
  | "image/tiff"
  | "image/avif";

const readable = "JPEG, PNG, WebP, GIF, TIFF or AVIF";

/** Compressed data and archives. A picture may be inside. */
const packed: readonly { name: string; starts: readonly string[]; advice: string }[] = [
  {
    name: "gzip-compressed data (a .gz file, or an answer saved as the server compressed it)",
    starts: ["\x1f\x8b"],
    advice: "Decompress it first (gunzip)",
  },
  {
    name: "a ZIP archive",
    starts: ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08"],
    advice: "Unpack it first",
  },
  {
    name: "zstd-compressed data",
    starts: ["\x28\xb5\x2f\xfd"],
    advice: "Decompress it first (unzstd)",
  },
  {
    name: "bzip2-compressed data",
    starts: ["BZh"],
    advice: "Decompress it first (bunzip2)",
  },
  {
    name: "xz-compressed data",
    starts: ["\xfd7zXZ\0"],
    advice: "Decompress it first (unxz)",
  },
  { name: "a 7-Zip archive", starts: ["7z\xbc\xaf\x27\x1c"], advice: "Unpack it first" },
  { name: "a RAR archive", starts: ["Rar!\x1a\x07"], advice: "Unpack it first" },
];

/** Kinds of text that are sometimes given instead of a picture. */
const texts: readonly { name: string; matches: RegExp; advice: string }[] = [
  {
    name: "text (a web page)",
    matches: /^(?:<\?xml[^>]*>|<!--[\s\S]*?-->|\s)*<(?:!doctype html|html|head|body)\b/i,
    advice: "Save the picture itself, and not the page that shows it or says why it can't",
  },
  {
    name: "text (a data: URL)",
    matches: /^\s*data:/i,
    advice: "Decode what follows the comma to bytes first",
  },
  {
    name: "text (a picture in base64)",
    // The first bytes of JPEG, PNG, GIF, WebP, TIFF and AVIF, as base64.
    matches: /^\s*(?:\/9j\/|iVBORw0KGgo|R0lGOD|UklGR|SUkqA|TU0AK|AAAA..Z0eXB)/,
    advice: "Decode it to bytes first (base64 --decode)",
  },
];

/** Formats that are recognised only for a better message than "unknown". */
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
 * Rejects with `unsupported` for a format that is known but not read (HEIC, SVG, PDF,
 * …), and with `image_decode_failed` for an empty file and for bytes that are no
 * picture at all.
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
  const isText = looksLikeText(head);
  const found = isText
    ? texts.find(({ matches }) => matches.test(head.replace("\xef\xbb\xbf", "")))
    : packed.find(({ starts }) => starts.some((start) => head.startsWith(start)));
  const what = found?.name ?? (isText ? "text" : "data in no known picture format");
  const advice = found ? ` ${found.advice}.` : "";
  throw new RevimgError(
    "image_decode_failed",
    `This is not a picture: its content is ${what}, whatever its name says.${advice} Readable are ${readable}.`,
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
    // Read as a stream, because the end of the head may cut a character in two.
    new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(head, "latin1"), { stream: true });
    return true;
  } catch {
    return false;
  }
}
