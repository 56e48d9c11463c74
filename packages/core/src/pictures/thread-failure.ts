import { isRevimgError, RevimgError } from "../lib/errors.js";

const reasons = ["thread_ended", "thread_hung"];

/** The error for a picture over which a thread ended, or fell silent, twice. */
export function threadFailure(cause: unknown): RevimgError {
  const isHung = isRevimgError(cause) && cause.details.isKilled === true;
  const message = isHung
    ? "The thread that read this picture did not answer in time, twice. Save the picture again, or raise limits.decodeTimeoutMs."
    : "The thread that read this picture ended unexpectedly, twice, perhaps because memory ran out. Make the picture smaller, or lower limits.maxPixels.";
  const reason = isHung ? "thread_hung" : "thread_ended";
  return new RevimgError("image_decode_failed", message, { cause, details: { reason } });
}

/** Whether a picture took threads down: it should not be read again as it is. */
export function isThreadFailure(error: RevimgError): boolean {
  return reasons.includes(String(error.details.reason));
}
