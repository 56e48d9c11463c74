import { isRevimgError, RevimgError } from "../lib/errors.js";

/**
 * Explains a failure on the way to a picture. `timeoutMs` is the limit of all steps
 * together, if it has passed.
 */
export function explainFailure(error: unknown, timeoutMs: number | null): RevimgError {
  if (isRevimgError(error)) return error;
  if (timeoutMs !== null) {
    return new RevimgError(
      "fetch_failed",
      `The picture did not come within ${timeoutMs} ms. Try again, or raise urls.timeoutMs.`,
    );
  }
  const code = codeOf(error);
  if (code === "ENOTFOUND" || code === "ENODATA") {
    return new RevimgError("fetch_failed", "The host of the address was not found. Check it.", {
      retryable: false,
      details: { reason: code },
    });
  }
  // Without the error itself and its message: they name the address of the connection.
  return new RevimgError(
    "fetch_failed",
    `The picture could not be fetched (${code}). Try again, or send the picture itself.`,
    { details: { reason: code } },
  );
}

/** @param retryAfterMs how long the server wants to be left alone, where it says so */
export function explainStatus(status: number, retryAfterMs: number | null = null): RevimgError {
  if (status === 404 || status === 410) {
    return new RevimgError("not_found", `There is nothing at the address (status ${status}).`);
  }
  return new RevimgError(
    "fetch_failed",
    `The address answers with status ${status}, not with a picture. Check that it can be opened without logging in.`,
    {
      retryable: status === 429 || status >= 500,
      details: { status, ...(retryAfterMs !== null && { retryAfterMs }) },
    },
  );
}

/** Such as `ECONNREFUSED` or `UND_ERR_CONNECT_TIMEOUT`. */
function codeOf(error: unknown): string {
  const { code, cause, errors } = Object(error) as {
    code?: unknown;
    cause?: unknown;
    errors?: unknown[];
  };
  if (typeof code === "string" && /^[A-Z_0-9]{1,60}$/.test(code)) return code;
  const inner = cause ?? errors?.[0];
  return inner === undefined ? "no answer" : codeOf(inner);
}
