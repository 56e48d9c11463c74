import { isRevimgError, type ReadImageOptions, type Revimg, RevimgError } from "@revimg/core";
import { parseByteRange } from "./byte-range.js";
import { createProblem, problemResponse } from "./problem.js";
import { readParameters } from "./url-parameters.js";

type Variant = NonNullable<ReadImageOptions["variant"]>;

/**
 * `GET /image/{id}` and `?variant=thumbnail`, with conditional and range requests
 * (RFC 9110). The request's signal is not passed on. When the client goes, the server
 * cancels the body, and that stops the reading.
 */
export async function answerImage(revimg: Revimg, id: string, request: Request): Promise<Response> {
  const variant = readVariant(readParameters(request, ["variant"]).get("variant"));
  const content = await readImage(revimg, id, { variant });
  if (content === null) return notFound(`There is no picture with the id ${short(id)}.`);
  if (content === "no bytes") {
    return notFound(
      variant === "original"
        ? `The original of ${id} is not kept here any more. Its thumbnail is under ?variant=thumbnail.`
        : `The thumbnail of ${id} is missing.`,
    );
  }

  const etag = `"${content.etag}"`;
  const headers: Record<string, string> = {
    etag,
    // The id is derived from the bytes, so an id always has the same bytes.
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
  };
  if (namesTag(request.headers.get("if-none-match"), etag)) {
    await discard(content.stream);
    return new Response(null, { status: 304, headers });
  }
  headers["content-type"] = content.mimeType;
  headers["accept-ranges"] = "bytes";
  if (request.method === "HEAD") {
    await discard(content.stream);
    headers["content-length"] = String(content.size);
    return new Response(null, { headers });
  }

  const ifRange = request.headers.get("if-range");
  const wanted = ifRange === null || ifRange === etag ? request.headers.get("range") : null;
  const range = parseByteRange(wanted, content.size);
  if (range === null) {
    headers["content-length"] = String(content.size);
    return new Response(content.stream, { headers });
  }
  await discard(content.stream);
  if (range === "unsatisfiable") return rangeProblem(content.size);
  const part = await readImage(revimg, id, { variant, range });
  if (part === null || part === "no bytes" || part.etag !== content.etag) {
    throw new RevimgError("store_failed", `The picture ${id} changed while it was read.`);
  }
  headers["content-length"] = String(range.end - range.start + 1);
  headers["content-range"] = `bytes ${range.start}-${range.end}/${content.size}`;
  return new Response(part.stream, { status: 206, headers });
}

function notFound(detail: string): Response {
  return problemResponse(createProblem("not_found", detail));
}

function rangeProblem(size: number): Response {
  const detail = `The range lies outside the picture's ${size} bytes.`;
  return problemResponse(createProblem("invalid_input", detail, 416), {
    "content-range": `bytes */${size}`,
  });
}

/** Core's `not_found` messages name files. Clients must not see those. */
async function readImage(revimg: Revimg, id: string, options: ReadImageOptions) {
  try {
    return await revimg.readImage(id, options);
  } catch (error) {
    if (isRevimgError(error, "not_found")) return "no bytes" as const;
    throw error;
  }
}

function readVariant(value: string | null): Variant {
  if (value === null) return "original";
  if (value === "thumbnail" || value === "original") return value;
  throw new RevimgError("invalid_input", "variant must be thumbnail or original.");
}

/** Weak comparison, as If-None-Match requires. */
function namesTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

async function discard(stream: ReadableStream<Uint8Array>): Promise<void> {
  // If a stream fails while it is thrown away, nobody needs to know.
  await stream.cancel().catch(() => {});
}

function short(id: string): string {
  return id.length > 64 ? `${id.slice(0, 64)}…` : id;
}
