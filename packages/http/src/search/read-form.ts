import {
  getMultipartBoundary,
  type MultipartPart,
  parseMultipart,
} from "@remix-run/multipart-parser";
import { isRevimgError, RevimgError } from "@revimg/core";
import { readBody, uploadTooLarge } from "../read-body.js";
import { givenTwice } from "../url-parameters.js";

/** A posted form: pictures by the names of their fields, and the text fields beside them. */
export interface Upload {
  files: Map<string, Uint8Array>;
  fields: Map<string, string>;
}

export interface FormRules {
  /** Most bytes of all pictures together. */
  maxBytes: number;
  /** Fields that are pictures even without a file name. */
  pictures: readonly string[];
  /** What the address takes, for refusals: a sentence without its full stop. */
  accepted: string;
}

/** Room for the text fields and the part headers around the pictures. */
const envelopeBytes = 256 * 1024;
const maxParts = 32;
const maxPartHeaderBytes = 8 * 1024;

/** Without its parameters, in lower case; empty where there is none. */
export function mediaTypeOf(request: Request): string {
  const header = request.headers.get("content-type") ?? "";
  return header.split(";")[0]?.trim().toLowerCase() ?? "";
}

/**
 * Reads a form (`multipart/form-data`). Rejects with `invalid_input`, and with
 * `image_too_large`.
 */
export async function readForm(request: Request, rules: FormRules): Promise<Upload> {
  const boundary = getMultipartBoundary(request.headers.get("content-type") ?? "");
  if (!boundary) {
    throw new RevimgError(
      "invalid_input",
      "The Content-Type has no boundary. Leave the header out and let the HTTP client set it for the form.",
    );
  }
  const body = await readBody(request, { maxBytes: rules.maxBytes, envelopeBytes });
  try {
    return readParts(parseParts(body, boundary, rules.maxBytes), rules);
  } catch (cause) {
    throw isRevimgError(cause) ? cause : malformed(cause, rules);
  }
}

/**
 * The parser gets the body in one piece. It would refuse a line break after the end that
 * comes in a chunk of its own.
 */
function parseParts(body: Uint8Array, boundary: string, maxBytes: number): MultipartPart[] {
  return [
    ...parseMultipart(body, {
      boundary,
      maxParts,
      maxHeaderSize: maxPartHeaderBytes,
      maxFileSize: maxBytes + envelopeBytes,
    }),
  ];
}

function readParts(parts: readonly MultipartPart[], rules: FormRules): Upload {
  const fields = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  for (const part of parts) {
    const name = part.name ?? "";
    if (!part.isFile && !rules.pictures.includes(name)) {
      if (fields.has(name)) throw givenTwice(shortName(name));
      fields.set(name, part.text);
    } else if (files.has(name)) throw twoFiles(name);
    else files.set(name, notEmpty(contentOf(part), rules.accepted));
  }
  const bytes = [...files.values()].reduce((sum, file) => sum + file.byteLength, 0);
  if (bytes > rules.maxBytes) throw uploadTooLarge(rules.maxBytes);
  return { files, fields };
}

/** Makes no copy if the part lies in one piece. It does when the body was parsed at once. */
function contentOf(part: MultipartPart): Uint8Array {
  return part.content.length === 1 && part.content[0] ? part.content[0] : part.bytes;
}

export function notEmpty(image: Uint8Array, accepted: string): Uint8Array {
  if (image.byteLength > 0) return image;
  throw new RevimgError("invalid_input", `The picture has no bytes. ${accepted}.`);
}

/** Names for a message: the files, then the other fields. */
export function namesIn({ files, fields }: Upload): string {
  const seen = [
    ...[...files.keys()].map((name) => `the file "${shortName(name)}"`),
    ...[...fields.keys()].map((name) => `"${shortName(name)}"`),
  ];
  return seen.length > 0 ? `it has ${seen.slice(0, 5).join(", ")}` : "it has no fields";
}

function twoFiles(name: string): RevimgError {
  return new RevimgError(
    "invalid_input",
    `The form has two files with the name "${shortName(name)}". Give each a field of its own. A search names them in its query: [{"image":"<name of the field>"}].`,
  );
}

function shortName(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function malformed(cause: unknown, { accepted }: FormRules): RevimgError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RevimgError(
    "invalid_input",
    `The multipart body could not be read (${reason}). ${accepted}.`,
    { cause },
  );
}
