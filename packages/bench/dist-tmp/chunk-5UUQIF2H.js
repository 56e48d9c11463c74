// ../core/src/errors.ts
var errorTable = {
  invalid_input: {
    status: 400,
    exit: 2,
    retryable: false,
    meaning: "A value in the call is wrong."
  },
  invalid_config: { status: 500, exit: 2, retryable: false, meaning: "A setting is wrong." },
  image_decode_failed: {
    status: 422,
    exit: 10,
    retryable: false,
    meaning: "The bytes are not a picture that can be read."
  },
  image_too_large: {
    status: 413,
    exit: 11,
    retryable: false,
    meaning: "The picture has too many bytes or pixels."
  },
  unsupported: {
    status: 415,
    exit: 12,
    retryable: false,
    meaning: "The format or the request is not supported."
  },
  missing_dependency: {
    status: 500,
    exit: 13,
    retryable: false,
    meaning: "An optional package is not installed."
  },
  dependency_load_failed: {
    status: 500,
    exit: 14,
    retryable: false,
    meaning: "An installed package could not be loaded."
  },
  not_found: {
    status: 404,
    exit: 15,
    retryable: false,
    meaning: "There is nothing under this id, path or address."
  },
  index_mismatch: {
    status: 409,
    exit: 16,
    retryable: false,
    meaning: "The index was made with another model or by another version."
  },
  index_locked: {
    status: 503,
    exit: 17,
    retryable: true,
    meaning: "Another process holds the index."
  },
  model_unavailable: {
    status: 503,
    exit: 18,
    retryable: true,
    meaning: "The model's files are not here and could not be fetched."
  },
  model_corrupt: {
    status: 500,
    exit: 19,
    retryable: false,
    meaning: "A model file is not the one its manifest names."
  },
  store_failed: {
    status: 503,
    exit: 20,
    retryable: true,
    meaning: "A store did not do what it was asked."
  },
  disk_full: {
    status: 507,
    exit: 21,
    retryable: true,
    meaning: "There is no room left for writing."
  },
  overloaded: { status: 503, exit: 22, retryable: true, meaning: "Too much work is waiting." },
  rate_limited: {
    status: 429,
    exit: 23,
    retryable: true,
    meaning: "Too many requests in a short time."
  },
  forbidden_url: {
    status: 403,
    exit: 24,
    retryable: false,
    meaning: "The address is not one that may be fetched."
  },
  fetch_failed: {
    status: 424,
    exit: 27,
    retryable: true,
    meaning: "What is at the address could not be fetched."
  },
  unauthorized: {
    status: 401,
    exit: 25,
    retryable: false,
    meaning: "The key is missing or wrong."
  },
  disposed: {
    status: 503,
    exit: 26,
    retryable: false,
    meaning: "The object was used after it was closed."
  }
};
var mark = /* @__PURE__ */ Symbol.for("revimg.error");
var RevimgError = class extends Error {
  name = "RevimgError";
  code;
  retryable;
  adapter;
  details;
  constructor(code, message, options = {}) {
    super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? errorTable[code].retryable;
    this.adapter = options.adapter;
    this.details = options.details ?? {};
    Object.defineProperty(this, mark, { value: true });
  }
  /** What `JSON.stringify` shows: everything but the stack and the cause. */
  toJSON() {
    const { code, message, retryable, adapter, details } = this;
    return { code, message, retryable, ...adapter && { adapter }, details };
  }
};
function isRevimgError(value, code) {
  if (typeof value !== "object" || value === null || !(mark in value)) return false;
  return code === void 0 || value.code === code;
}
function toPlainError(error, fallback) {
  if (isRevimgError(error)) {
    const { code, message: message2, retryable, adapter, details } = error;
    return { code, message: message2, options: { retryable, details, ...adapter && { adapter } } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: fallback, message, options: {} };
}

// ../core/src/image/limits.ts
var defaultImageLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxPixels: 1e8,
  decodeTimeoutMs: 3e4
};
function assertBytes(bytes, { maxBytes }) {
  if (bytes <= maxBytes) return;
  throw new RevimgError(
    "image_too_large",
    `The picture has ${bytes} bytes; at most ${maxBytes} are read. Raise limits.maxBytes, or make the picture smaller.`,
    { details: { bytes, maxBytes } }
  );
}

// ../core/src/image/decode.ts
import { createHash } from "crypto";
import sharp from "sharp";

// ../core/src/image/sniff.ts
var readable = "JPEG, PNG, WebP, GIF, TIFF or AVIF";
var unreadable = [
  { name: "a PDF document", matches: (head) => head.startsWith("%PDF-") },
  { name: "a BMP picture", matches: (head) => head.startsWith("BM") && head.length > 26 },
  { name: "a Photoshop document", matches: (head) => head.startsWith("8BPS") },
  { name: "an icon file", matches: (head) => head.startsWith("\0\0\0") },
  {
    name: "a JPEG XL picture",
    matches: (head) => head.startsWith("\xFF\n") || head.startsWith("\0\0\0\fJXL ")
  },
  {
    name: "a JPEG 2000 picture",
    matches: (head) => head.startsWith("\xFFO\xFFQ") || head.startsWith("\0\0\0\fjP  ")
  }
];
function sniffImageType(bytes) {
  if (bytes.length === 0) {
    throw new RevimgError("image_decode_failed", "The file is empty (0 bytes).");
  }
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString(
    "latin1"
  );
  const type = readableType(head);
  if (type !== void 0) return type;
  if (head.startsWith("ftyp", 4)) throw unsupportedContainer(head);
  if (/^(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<svg[\s>]/i.test(head)) {
    throw new RevimgError(
      "unsupported",
      `This is an SVG drawing. Drawings are not rendered, because they can carry scripts and references; convert it to PNG first. Readable are ${readable}.`
    );
  }
  const known = unreadable.find(({ matches }) => matches(head));
  if (known !== void 0) {
    throw new RevimgError(
      "unsupported",
      `This is ${known.name}, which is not supported. Convert it to ${readable}.`
    );
  }
  const what = looksLikeText(head) ? "text" : "data in no known picture format";
  throw new RevimgError(
    "image_decode_failed",
    `This is not a picture: its content is ${what}, whatever its name says. Readable are ${readable}.`
  );
}
function readableType(head) {
  if (head.startsWith("\xFF\xD8\xFF")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\n")) return "image/png";
  if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) return "image/webp";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (/^(?:II[\x2a\x2b]\0|MM\0[\x2a\x2b])/.test(head)) return "image/tiff";
  if (head.startsWith("ftyp", 4) && brands(head).some((brand) => /^avi[fs]$/.test(brand))) {
    return "image/avif";
  }
  return void 0;
}
function brands(head) {
  const boxLength = Buffer.from(head.slice(0, 4), "latin1").readUInt32BE(0);
  const end = Math.min(boxLength, head.length);
  const found = [head.slice(8, 12)];
  for (let offset = 16; offset + 4 <= end; offset += 4) found.push(head.slice(offset, offset + 4));
  return found;
}
function unsupportedContainer(head) {
  if (brands(head).some((brand) => /^(?:he[iv][cxms]|mif1|msf1)$/.test(brand))) {
    return new RevimgError(
      "unsupported",
      `This is a HEIC picture, the format of many phone cameras. Its decoder is not free to ship; convert the picture to JPEG, or set the camera to "most compatible". Readable are ${readable}.`
    );
  }
  return new RevimgError(
    "unsupported",
    `This is a video or another media file, not a picture. Readable are ${readable}.`
  );
}
function looksLikeText(head) {
  if (/[\x00-\x08\x0e-\x1f]/.test(head)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(head, "latin1"), { stream: true });
    return true;
  } catch {
    return false;
  }
}

// ../core/src/image/decode.ts
sharp.concurrency(1);
sharp.cache(false);
var leastWorkingSide = 320;
var maxWorkingPixels = 4e6;
var maxHashedPixels = 2e6;
function workingSideFor(inputSize) {
  return Math.max(leastWorkingSide, 3 * inputSize);
}
async function decodeImage(bytes, { limits, workingSide = leastWorkingSide, reference = false, cut, signal }) {
  signal?.throwIfAborted();
  assertBytes(bytes.length, limits);
  const mimeType = sniffImageType(bytes);
  try {
    const whole = await readSize(bytes, reference);
    signal?.throwIfAborted();
    assertPixels(whole.width, whole.height, limits);
    const box = cut?.(whole.width, whole.height);
    const { width, height } = box ?? whole;
    const [pixelWidth, pixelHeight] = workingSize(width, height, workingSide);
    const picture = sharp(bytes, {
      failOn: "error",
      limitInputPixels: limits.maxPixels,
      ignoreIcc: reference
    }).timeout({ seconds: Math.ceil(limits.decodeTimeoutMs / 1e3) });
    if (reference) picture.removeAlpha();
    else picture.autoOrient().flatten({ background: "#ffffff" });
    if (box) picture.extract(box);
    const isHashed = !box && !reference && width * height <= maxHashedPixels;
    const all = isHashed ? await picture.toColourspace("srgb").raw().toBuffer() : null;
    const reduced = all ? sharp(all, { raw: { width, height, channels: 3 } }) : picture;
    const pixels = await reduced.resize(pixelWidth, pixelHeight, { fit: "fill", kernel: "cubic", fastShrinkOnLoad: false }).toColourspace("srgb").raw().toBuffer();
    signal?.throwIfAborted();
    const pixelHash = all && hashPixels(width, height, all);
    return { width, height, mimeType, pixels, pixelWidth, pixelHeight, pixelHash };
  } catch (error) {
    signal?.throwIfAborted();
    throw decodeError(error, mimeType, limits);
  }
}
function hashPixels(width, height, pixels) {
  return createHash("sha256").update(`${width}x${height} `).update(pixels).digest("hex");
}
async function readSize(bytes, asStored) {
  const { autoOrient, width, height } = await sharp(bytes, {
    failOn: "error",
    limitInputPixels: false
  }).metadata();
  return asStored ? { width, height } : autoOrient;
}
function workingSize(width, height, workingSide) {
  const scale = Math.min(
    1,
    workingSide / Math.min(width, height),
    Math.sqrt(maxWorkingPixels / (width * height))
  );
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
function assertPixels(width, height, { maxPixels }) {
  if (width * height <= maxPixels) return;
  throw new RevimgError(
    "image_too_large",
    `The picture has ${width} x ${height} = ${width * height} pixels; at most ${maxPixels} are decoded. Raise limits.maxPixels, or make the picture smaller.`,
    { details: { width, height, maxPixels } }
  );
}
function decodeError(error, mimeType, limits) {
  if (error instanceof RevimgError) return error;
  const reason = (error instanceof Error ? error.message : String(error)).trim();
  const format = mimeType.slice("image/".length).toUpperCase();
  const lines = reason.split("\n").filter((line) => /[a-z]{3}/i.test(line));
  const decoder = ` (decoder: ${lines.at(-1)})`;
  if (/timeout|killed for image/.test(reason)) {
    return new RevimgError(
      "image_decode_failed",
      `Decoding the picture took longer than ${limits.decodeTimeoutMs} ms. Raise limits.decodeTimeoutMs, or save the picture anew.`,
      { cause: error }
    );
  }
  if (/not implemented|not supported|unsupported jpeg|no decoding plugin|hvcc/i.test(reason)) {
    return new RevimgError(
      "unsupported",
      `This kind of ${format} file is not supported${decoder}. Convert it to an ordinary JPEG or PNG.`,
      { cause: error }
    );
  }
  const cutOff = /premature end|unexpected end|truncat/i.test(reason);
  return new RevimgError(
    "image_decode_failed",
    cutOff ? `The ${format} file ends before the picture does: it was cut off, perhaps by an interrupted download or copy${decoder}. Get it again from where it came.` : `The ${format} file is damaged or cut off and can't be decoded${decoder}. Open it in a picture viewer and save it anew, or get it again from where it came.`,
    { cause: error }
  );
}

export {
  RevimgError,
  toPlainError,
  defaultImageLimits,
  workingSideFor,
  decodeImage
};
//# sourceMappingURL=chunk-5UUQIF2H.js.map