import { RevimgError, type RevimgErrorCode } from "@revimg/core";

type Meaning = [code: RevimgErrorCode, says: string, retryable: boolean];

/** Any error of a call as a `RevimgError`; `place` is the server's address. */
export function toStoreError(error: unknown, place: string): unknown {
  if (error instanceof RevimgError || !(error instanceof Error)) return error;
  const [code, says, retryable] = meaningOf(error);
  return new RevimgError(code, `Chroma at ${place} ${says}`, {
    adapter: "chroma",
    retryable,
    details: { server: place, reason: error.name },
    cause: error,
  });
}

export function timeoutError(place: string, timeoutMs: number): RevimgError {
  return new RevimgError(
    "store_failed",
    `Chroma at ${place} did not answer within ${timeoutMs} ms. Try again, look whether it is overloaded, or raise chroma({ timeoutMs }).`,
    { adapter: "chroma", retryable: true, details: { server: place, reason: "timeout" } },
  );
}

/**
 * Whether the collection, the tenant, the database, or the address on the server does
 * not exist.
 */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === "ChromaNotFoundError";
}

/** By the names of the client's errors. A second copy of the package has other classes. */
function meaningOf({ name, message }: Error): Meaning {
  switch (name) {
    case "ChromaConnectionError":
      return [
        "store_failed",
        "can't be reached or broke the connection. Check that it runs there (chroma run), then try again.",
        true,
      ];
    case "ChromaAuthError":
    case "ChromaForbiddenError":
      return [
        "unauthorized",
        "refused the token. Check chroma({ token, tokenHeader }), or CHROMA_TOKEN.",
        false,
      ];
    case "ChromaRateLimitError":
      return ["rate_limited", "asks for fewer requests. Try again later.", true];
    case "ChromaQuotaExceededError":
      return ["store_failed", `has reached a quota: ${reasonOf(message)}.`, false];
    case "ChromaNotFoundError":
      return [
        "store_failed",
        "no longer has this collection: it was dropped. Open it again.",
        false,
      ];
    case "ChromaServerError":
      return serverFailure(message);
    default:
      return /does not exist/.test(message)
        ? ["invalid_config", `refused: ${reasonOf(message)}. ${howToCreate}`, false]
        : ["store_failed", `refused a request: ${reasonOf(message)}.`, false];
  }
}

export const howToCreate =
  "Create the tenant and the database first (AdminClient of chromadb), or name others: chroma({ tenant, database }).";

/** The client gives the status only if the answer has no text. */
function serverFailure(message: string): Meaning {
  const status = Number(/^(4\d\d): /.exec(message)?.[1]);
  if (/no space left|disk is full|disk full/i.test(message)) {
    return ["disk_full", "has no room left on its disk. Free some.", true];
  }
  if (status && status !== 408) {
    return ["store_failed", `refused a request: ${reasonOf(message)}.`, false];
  }
  return ["store_failed", `failed: ${reasonOf(message)}. Try again, or look at its log.`, true];
}

/** The server's words, shortened, without the address that the client puts before them. */
function reasonOf(message: string): string {
  return message
    .replace(/^Bad request to .*? with status: /s, "")
    .replace(/\s+/g, " ")
    .replace(/\.$/, "")
    .slice(0, 300);
}
