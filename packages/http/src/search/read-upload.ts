import {
  getMultipartBoundary,
  type MultipartPart,
  parseMultipart,
} from "@remix-run/multipart-parser";
import { isRevimgError, RevimgError } from "@revimg/core";
import { readBody, uploadTooLarge } from "../read-body.js";
import { givenTwice } from "../url-parameters.js";

/** A posted body: pictures by the names of their fields, and the text fields beside them. */
export interface Upload {
  /** A picture that came without a form is called `image`. */
  files: Map<string, Uint8Array>;
  fields: Map<string, string>;
}

/** Room for the text fields and the part headers around the pictures. */
const envelopeBytes = 256 * 1024;
const maxParts = 32;
const maxPartHeaderBytes = 8 * 1024;

/** Fields that a form may ask with instead of a picture. */
const askingFields: ReadonlySet<string> = new Set(["url", "text", "id", "query"]);

const accepted =
  'POST the picture as multipart/form-data in the field "image" (curl -F image=@photo.jpg), or as the whole body with its own Content-Type (image/jpeg, application/octet-stream); a search without a picture of its own is JSON (application/json)';

/**
 * Reads a posted body: a form with pictures and fields, or the bare bytes of a
 * picture. `maxBytes` is the limit for all pictures together. Rejects with
 * `invalid_input`, `image_too_large` or `unsupported`.
 */
export async function readUpload(request: Request, maxBytes: number): Promise<Upload> {
  const header = request.headers.get("content-type") ?? "";
  const mediaType = header.split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType === "multipart/form-data") {
    const boundary = getMultipartBoundary(header);
    if (!boundary) {
      throw new RevimgError(
        "invalid_input",
        "The Content-Type has no boundary. Leave the header out and let the HTTP client set it for the form.",
      );
    }
    const body = await readBody(request, { maxBytes, envelopeBytes });
    return readParts(parseParts(body, boundary, maxBytes), maxBytes);
  }
  if (mediaType.startsWith("image/") || mediaType === "application/octet-stream") {
    const image = notEmpty(await readBody(request, { maxBytes }));
    return { files: new Map([["image", image]]), fields: new Map() };
  }
  throw new RevimgError(
    "unsupported",
    `${mediaType ? `The content type ${mediaType}` : "A body without a Content-Type"} is not supported. ${accepted}.`,
  );
}

function parseParts(body: Uint8Array, boundary: string, maxBytes: number): MultipartPart[] {
  try {
    // The parser gets the body in one piece. It would refuse a line break after the end that
    // comes in a chunk of its own.
    return [
      ...parseMultipart(body, {
        boundary,
        maxParts,
        maxHeaderSize: maxPartHeaderBytes,
        maxFileSize: maxBytes + envelopeBytes,
      }),
    ];
  } catch (cause) {
    throw malformed(cause);
  }
}

function readParts(parts: readonly MultipartPart[], maxBytes: number): Upload {
  const fields = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  try {
    for (const part of parts) {
      const name = part.name ?? "";
      // A picture may come without a file name.
      if (!part.isFile && name !== "image") {
        if (fields.has(name)) throw givenTwice(short(name));
        fields.set(name, part.text);
      } else if (files.has(name)) throw twoFiles(name);
      else files.set(name, notEmpty(contentOf(part)));
    }
  } catch (cause) {
    throw isRevimgError(cause) ? cause : malformed(cause);
  }
  const bytes = [...files.values()].reduce((sum, file) => sum + file.byteLength, 0);
  if (bytes > maxBytes) throw uploadTooLarge(maxBytes);
  if (!files.has("image") && ![...fields.keys()].some((name) => askingFields.has(name))) {
    throw missingField([...files.keys()], [...fields.keys()]);
  }
  return { files, fields };
}

/** Makes no copy if the part lies in one piece. It does when the body was parsed at once. */
function contentOf(part: MultipartPart): Uint8Array {
  return part.content.length === 1 && part.content[0] ? part.content[0] : part.bytes;
}

function notEmpty(image: Uint8Array): Uint8Array {
  if (image.byteLength > 0) return image;
  throw new RevimgError("invalid_input", `The picture has no bytes. ${accepted}.`);
}

function missingField(files: readonly string[], fields: readonly string[]): RevimgError {
  const seen = [
    ...files.map((name) => `the file "${short(name)}"`),
    ...fields.map((name) => `"${short(name)}"`),
  ];
  const got = seen.length > 0 ? `it has ${seen.slice(0, 5).join(", ")}` : "it has no fields";
  return new RevimgError("invalid_input", `The form has no field "image": ${got}. ${accepted}.`);
}

function twoFiles(name: string): RevimgError {
  return new RevimgError(
    "invalid_input",
    `The form has two files with the name "${short(name)}". Give each a field of its own, and name them in query: [{"image":"<name of the field>"}].`,
  );
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function malformed(cause: unknown): RevimgError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RevimgError(
    "invalid_input",
    `The multipart body could not be read (${reason}). ${accepted}.`,
    { cause },
  );
}
