import {
  getMultipartBoundary,
  MaxFileSizeExceededError,
  MultipartParseError,
  MultipartParser,
  type MultipartPart,
} from "@remix-run/multipart-parser";
import { isRevimgError, RevimgError } from "@revimg/core";
import { heldBodyOf } from "../body-budget.js";
import { uploadTooLarge } from "../read-body.js";

export interface MultipartLimits {
  /** Most bytes of one part. */
  maxPartBytes: number;
  /** Most bytes of the whole body. */
  maxBodyBytes: number;
  maxParts: number;
}

/** A part of a form that has arrived in full. */
export interface FormPart {
  /** Name of the field. */
  name: string;
  /** Null for a text. */
  file: { bytes: Uint8Array; filename: string | undefined } | null;
  /** Empty for a file. */
  text: string;
}

/** A body that is refused is received this much further, so that the client reads the answer. */
const discardedBytes = 16 * 1024 * 1024;
/** But no longer than this: a slow client must not keep its place. */
const discardMs = 2_000;

/**
 * The parts of a form, each as soon as it has arrived: one part is in memory at a time.
 * Throws `invalid_input` for a body that is no form, and `image_too_large` while it
 * arrives for one that is over a limit.
 */
export async function* multipartParts(
  request: Request,
  { maxPartBytes, maxBodyBytes, maxParts }: MultipartLimits,
): AsyncGenerator<FormPart> {
  const boundary = getMultipartBoundary(request.headers.get("content-type") ?? "");
  if (!boundary) throw noBoundary();
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes + discardedBytes) {
    throw uploadTooLarge(maxBodyBytes);
  }
  const parser = new MultipartParser(boundary, {
    ...{ maxParts, maxFileSize: maxPartBytes, maxTotalSize: maxBodyBytes },
    maxHeaderSize: 8 * 1024,
  });
  // A refused body is not cancelled. Some servers would then close the connection before the
  // answer is sent.
  const reader = (request.body ?? new Blob([]).stream()).getReader();
  let received = 0;
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) break;
      received += value.byteLength;
      if (received > maxBodyBytes) throw uploadTooLarge(maxBodyBytes);
      // One part is read while the one before is written: more is never in memory.
      if (received <= 2 * maxPartBytes) heldBodyOf(request)?.add(value.byteLength);
      // Some clients send a line break after the end.
      if (value.byteLength === 0 || hasFinished(parser)) continue;
      for (const part of parser.write(value)) yield toFormPart(part);
    }
    parser.finish();
  } catch (error) {
    throw refusal(error, maxPartBytes);
  } finally {
    if (!ended) await inTime(discard(reader, discardedBytes), discardMs);
    reader.releaseLock();
  }
}

/** A picture may come without a file name. Throws TypeError for texts that are not UTF-8. */
function toFormPart(part: MultipartPart): FormPart {
  const name = part.name ?? "";
  if (!part.isFile && name !== "image") return { name, file: null, text: part.text };
  const [only, second] = part.content;
  const bytes = only && !second ? only : part.bytes;
  return { name, file: { bytes, filename: part.filename }, text: "" };
}

/** The parser says whether the last boundary has come only by an error. */
function hasFinished(parser: MultipartParser): boolean {
  try {
    parser.finish();
    return true;
  } catch {
    return false;
  }
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

async function discard(reader: ReadableStreamDefaultReader<Uint8Array>, most: number) {
  try {
    for (let left = most; left > 0; ) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.byteLength;
    }
  } catch {
    // The client has gone.
  }
}

function refusal(error: unknown, maxPartBytes: number): unknown {
  if (isRevimgError(error)) return error;
  if (error instanceof MaxFileSizeExceededError) return uploadTooLarge(maxPartBytes);
  if (!(error instanceof MultipartParseError || error instanceof TypeError)) return error;
  return new RevimgError(
    "invalid_input",
    `The multipart body could not be read (${error.message}). Send pictures as files of the field "image": curl -F image=@photo.jpg`,
    { cause: error },
  );
}

function noBoundary(): RevimgError {
  return new RevimgError(
    "invalid_input",
    "The Content-Type has no boundary. Leave the header out and let the HTTP client set it for the form.",
  );
}
