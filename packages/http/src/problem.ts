import { randomUUID } from "node:crypto";
import { errorTable, isRevimgError, type RevimgErrorCode } from "@revimg/core";
import { inMemoryResponse } from "./in-memory-response.js";

/** An RFC 9457 problem document with the error's code. */
export interface Problem {
  /** `urn:revimg:error:<code>`. */
  type: string;
  /** What the code means, the same for every occurrence. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** What happened this time, and what to do about it. */
  detail: string;
  /** `internal` stands for a fault of the server that has no code. */
  code: RevimgErrorCode | "internal";
  /** `urn:uuid:…` of this occurrence, for faults of the server: its log names the same one. */
  instance?: string;
  /** Names the request, also in the access log. The header `X-Request-Id` is the same. */
  request_id?: string;
}

/**
 * Codes whose message is about what the client sent. Other messages may name files
 * and hosts of the server, so the client gets the meaning of the code instead.
 */
const aboutTheRequest: ReadonlySet<RevimgErrorCode> = new Set([
  "invalid_input",
  "image_decode_failed",
  "image_too_large",
  "unsupported",
  // Comes from a search by vector. The index itself was opened long before.
  "index_mismatch",
  // Come from a search by URL. The messages do not say where the URL leads.
  "forbidden_url",
  "fetch_failed",
]);

/** A problem of this code; `detail` is shown to the client as it is. */
export function createProblem(
  code: Problem["code"],
  detail: string,
  status: number = code === "internal" ? 500 : errorTable[code].status,
): Problem {
  return {
    type: `urn:revimg:error:${code}`,
    title: code === "internal" ? "The server failed." : errorTable[code].meaning,
    status,
    detail,
    code,
    ...(status >= 500 && { instance: newInstance() }),
  };
}

/** Names one failure of the server, for its log and for the client. */
export function newInstance(): string {
  return `urn:uuid:${randomUUID()}`;
}

/** What a client sees of a thrown value. It never shows the inside of the server. */
export function toProblem(error: unknown): Problem {
  if (!isRevimgError(error)) {
    return createProblem("internal", "Something went wrong on the server; its log says what.");
  }
  const { code, message } = error;
  // A store that refuses the server's own key is no matter of the client's key.
  if (code === "unauthorized" || code === "forbidden") {
    return createProblem("store_failed", errorTable.store_failed.meaning);
  }
  return createProblem(code, aboutTheRequest.has(code) ? message : errorTable[code].meaning);
}

/** `Retry-After` in whole seconds, if trying again may help. Else no header. */
export function retryHeaders(error: unknown): Record<string, string> {
  if (!isRevimgError(error) || !error.retryable) return {};
  const { retryAfterMs } = error.details;
  const seconds = typeof retryAfterMs === "number" ? Math.ceil(retryAfterMs / 1000) : 1;
  return { "retry-after": String(Math.max(1, seconds)) };
}

export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  const body = new TextEncoder().encode(JSON.stringify(problem));
  return inMemoryResponse(body, {
    status: problem.status,
    headers: {
      "content-length": String(body.byteLength),
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}
