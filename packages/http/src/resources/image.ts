import {
  type ImageStat,
  isRevimgError,
  type ReadImageOptions,
  type Revimg,
  RevimgError,
} from "@revimg/core";
import { z } from "zod";
import { parseByteRange } from "../byte-range.js";
import { createProblem, problemResponse } from "../problem.js";
import type { Route, RouteContext } from "../routes/route.js";
import { asIs, type Field, textField, wholeNumberField } from "../schemas/field.js";
import { imageId } from "../schemas/image-id.js";
import { readParameterValues } from "../url-parameters.js";
import { unknownImage } from "./unknown-image.js";

type Variant = NonNullable<ReadImageOptions["variant"]>;

const parameters = {
  variant: {
    ...{ schema: z.enum(["thumbnail", "original"]), fromText: asIs },
    expected: "thumbnail or original",
    description: "`thumbnail`: a JPEG of at most 320 pixels a side. `original` if not given.",
  },
  expires: wholeNumberField(0, 9_999_999_999, "Part of a signed address: seconds since 1970."),
  signature: textField(
    100,
    "the signature of an address that the server has given",
    "Part of a signed address. It opens the picture without a key.",
  ),
} as const satisfies Record<string, Field>;

const lastingDescription = {
  etag: "Changes with the bytes. An id always stands for the same ones.",
  "cache-control": "For ever: an id always stands for the same bytes.",
};

export const imageRoute: Route = {
  ...{ method: "GET", path: "/image/{id}", name: "readImage", group: "Images", scope: "read" },
  takesLinks: true,
  summary: "The bytes of a picture",
  description:
    "Conditional requests (`If-None-Match`) and ranges of bytes work (RFC 9110). 404 when the original is not kept.",
  pathParameters: { id: imageId },
  parameters,
  answers: [
    {
      ...{ status: 200, description: "The picture.", mediaType: "image/*" },
      headers: lastingDescription,
    },
    {
      ...{ status: 206, description: "A range of its bytes.", mediaType: "image/*" },
      headers: { ...lastingDescription, "content-range": "Which bytes they are." },
    },
    {
      ...{ status: 302, description: "The picture is at the blob store." },
      headers: { location: "Its address there, which works for an hour at least." },
    },
    { status: 304, description: "The client has these bytes.", headers: lastingDescription },
  ],
  problems: ["invalid_input", "not_found"],
  answer: answerImage,
};

/**
 * `GET /image/{id}` and `?variant=thumbnail`, with conditional and range requests
 * (RFC 9110). The request's signal is not passed on. When the client goes, the server
 * cancels the body, and that stops the reading.
 */
async function answerImage(context: RouteContext): Promise<Response> {
  const { revimg, request, parameter, redirectImages } = context;
  const id = parameter("id");
  const { variant = "original" } = readParameterValues(request, parameters);
  if (redirectImages && request.method === "GET") {
    const answer = await redirectToStore(revimg, { id, variant });
    if (answer !== null) return answer;
  }
  if (!isPlain(request)) return answerByStat(revimg, { id, variant }, request);
  const content = await orNoBytes(revimg.readImage(id, { variant }));
  if (content === null || content === "no bytes") return notFound(id, variant, content);
  return new Response(content.stream, { headers: wholeHeaders(content) });
}

/** Seconds for which the address at the store works, and for which a client keeps it. */
const storeSeconds = { expires: 7_200, kept: 3_600 };

/** A store's address is signed for GET alone. Null: there is none. */
async function redirectToStore(
  revimg: Revimg,
  { id, variant }: AskedImage,
): Promise<Response | null> {
  const { expires: expiresInSeconds, kept } = storeSeconds;
  const location = await revimg.imageUrl(id, { variant, expiresInSeconds });
  if (location === null) return null;
  // The address is a right of its own: caches between must not hand it on.
  const headers = { location, "cache-control": `private, max-age=${kept}` };
  return new Response(null, { status: 302, headers });
}

interface AskedImage {
  id: string;
  variant: Variant;
}

/** Whether the answer is the whole picture, whatever is known of it. */
function isPlain({ method, headers }: Request): boolean {
  return method !== "HEAD" && !headers.has("if-none-match") && !headers.has("range");
}

/** Opens the picture only where a part of it, or all, is to be sent. */
async function answerByStat(
  revimg: Revimg,
  { id, variant }: AskedImage,
  request: Request,
): Promise<Response> {
  const stat = await orNoBytes(revimg.statImage(id, { variant }));
  if (stat === null || stat === "no bytes") return notFound(id, variant, stat);
  const etag = quoted(stat);
  if (namesTag(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers: lastingHeaders(stat) });
  }
  if (request.method === "HEAD") return new Response(null, { headers: wholeHeaders(stat) });
  const ifRange = request.headers.get("if-range");
  const wanted = ifRange === null || ifRange === etag ? request.headers.get("range") : null;
  const range = parseByteRange(wanted, stat.size);
  if (range === "unsatisfiable") return rangeProblem(stat.size);
  const content = await orNoBytes(revimg.readImage(id, { variant, ...(range && { range }) }));
  if (content === null || content === "no bytes" || content.etag !== stat.etag) {
    throw new RevimgError("store_failed", `The picture ${id} changed while it was read.`);
  }
  const headers = wholeHeaders(stat);
  if (range === null) return new Response(content.stream, { headers });
  headers["content-length"] = String(range.end - range.start + 1);
  headers["content-range"] = `bytes ${range.start}-${range.end}/${stat.size}`;
  return new Response(content.stream, { status: 206, headers });
}

function lastingHeaders(stat: ImageStat): Record<string, string> {
  return {
    etag: quoted(stat),
    // The id is derived from the bytes, so an id always has the same bytes.
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
  };
}

function wholeHeaders(stat: ImageStat): Record<string, string> {
  return {
    ...lastingHeaders(stat),
    "content-type": stat.mimeType,
    "accept-ranges": "bytes",
    "content-length": String(stat.size),
  };
}

function quoted({ etag }: ImageStat): string {
  return `"${etag}"`;
}

function notFound(id: string, variant: Variant, found: null | "no bytes"): Response {
  if (found === null) return unknownImage(id);
  const detail =
    variant === "original"
      ? `The original of ${id} is not kept here any more. Its thumbnail is under ?variant=thumbnail.`
      : `The thumbnail of ${id} is missing.`;
  return problemResponse(createProblem("not_found", detail));
}

function rangeProblem(size: number): Response {
  const detail = `The range lies outside the picture's ${size} bytes.`;
  return problemResponse(createProblem("invalid_input", detail, 416), {
    "content-range": `bytes */${size}`,
  });
}

/** Core's `not_found` messages name files. Clients must not see those. */
async function orNoBytes<T>(read: Promise<T>): Promise<T | "no bytes"> {
  try {
    return await read;
  } catch (error) {
    if (isRevimgError(error, "not_found")) return "no bytes";
    throw error;
  }
}

/** Weak comparison, as If-None-Match requires. */
function namesTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
