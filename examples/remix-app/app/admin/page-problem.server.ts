import { data } from "@remix-run/node";
import { errorTable, isRevimgError } from "@revimg/core";
import { RequestError } from "@revimg/http/client";

/**
 * Throws an error again, as what an error page shows: what the API refused, and a store that
 * does not answer. Other errors stay as they are, so the server's output has them.
 */
export function throwProblem(error: unknown): never {
  if (error instanceof RequestError) {
    throw data({ detail: error.message }, { status: error.status ?? 502 });
  }
  if (isRevimgError(error)) {
    const { status, meaning } = errorTable[error.code];
    throw data({ detail: meaning }, { status });
  }
  throw error;
}
