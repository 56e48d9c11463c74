import { RevimgError } from "../lib/errors.js";
import { isThreadFailure } from "../pictures/thread-failure.js";
import type { ImageRecord } from "../stores/image-record.js";

/**
 * How the failure of a picture begins that is not tried again as it is. The text itself
 * is the mark: a picture that a later version describes otherwise is tried once more.
 */
const mark = "Set aside after two tries: ";

/** What a row says of a failure. */
export function failureText(error: RevimgError): string {
  return isThreadFailure(error) ? mark + error.message : error.message;
}

/** Whether a picture took threads down, so that it is only read again when somebody asks. */
export function isSetAside({ status, failure }: ImageRecord): boolean {
  return status === "failed" && failure !== null && failure.startsWith(mark);
}

/** The failure of a picture that was set aside, as it is told again. */
export function setAsideError({ failure }: ImageRecord): RevimgError {
  return new RevimgError("image_decode_failed", failure!, { details: { reason: "set_aside" } });
}
