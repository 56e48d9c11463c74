import { RevimgError, type RevimgErrorCode } from "@revimg/core";

/** A failure answer of the service, as a `RevimgError`. */
export function answerError(status: number, text: string, headers: Headers): RevimgError {
  const reason = reasonOf(text);
  const [code, says, retryable] = meaningOf(status, reason);
  const retryAfterMs = retryAfterOf(headers);
  return new RevimgError(code, `Pinecone ${says}`, {
    adapter: "pinecone",
    retryable,
    details: { status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  });
}

/** An error of `fetch`: there was no answer, or only a part of one. */
export function connectionError(error: unknown, host: string): RevimgError {
  const { code, message } = rootOf(error);
  const why = typeof code === "string" ? code : message;
  const isCertificate = /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_TLS)/.test(`${code}`);
  return new RevimgError(
    "store_failed",
    `Pinecone at ${host} can't be reached or broke the connection (${why}). Check the network, then try again.`,
    { adapter: "pinecone", retryable: !isCertificate, details: { server: host }, cause: error },
  );
}

export function timeoutError(timeoutMs: number): RevimgError {
  return new RevimgError(
    "store_failed",
    `Pinecone did not answer within ${timeoutMs} ms. Try again, or raise pinecone({ timeoutMs }).`,
    { adapter: "pinecone", retryable: true, details: { reason: "timeout" } },
  );
}

/** An error of the client itself, such as for an answer that it can't read. */
export function clientError(error: unknown): unknown {
  if (error instanceof RevimgError || !(error instanceof Error)) return error;
  return new RevimgError(
    "store_failed",
    `The Pinecone client failed (${error.name}). Try again; if it stays so, look whether its version is one that revimg supports (8 or 9).`,
    { adapter: "pinecone", retryable: false, details: { reason: error.name }, cause: error },
  );
}

export function isNotFound(error: unknown): boolean {
  return error instanceof RevimgError && error.details.status === 404;
}

type Meaning = [code: RevimgErrorCode, says: string, retryable: boolean];

function meaningOf(status: number, reason: string): Meaning {
  if (status === 401) {
    return [
      "unauthorized",
      "refused the key. Check pinecone({ apiKey }), or PINECONE_API_KEY.",
      false,
    ];
  }
  if (status === 403) {
    return ["unauthorized", `does not let this key do that: ${reason}.`, false];
  }
  if (status === 429) {
    // A monthly allowance does not come back within a few tries.
    const isUsedUp = /month/i.test(reason);
    return ["rate_limited", `asks for fewer requests: ${reason}.`, !isUsedUp];
  }
  if (status >= 500 || status === 408) {
    return ["store_failed", `failed with status ${status}. Try again later.`, true];
  }
  return ["store_failed", `refused a request with status ${status}: ${reason}.`, false];
}

/** The service's words, from plain text or JSON, shortened. */
function reasonOf(text: string): string {
  let message: unknown;
  try {
    const body = JSON.parse(text);
    message = body?.message ?? body?.error?.message;
  } catch {
    message = text;
  }
  const words = typeof message === "string" ? message : "no reason given";
  return words.replace(/\s+/g, " ").replace(/\.$/, "").trim().slice(0, 300) || "no reason given";
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (!text) return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

/** `fetch` says only that it failed. Its causes say what happened. */
function rootOf(error: unknown): { code?: unknown; message: string } {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  const message = root instanceof Error ? root.message : String(root);
  return { code: (root as { code?: unknown } | null)?.code, message };
}
