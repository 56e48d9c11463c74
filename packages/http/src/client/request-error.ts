import type { Problem } from "../problem.js";

/** By this, `isRevimgError` of @revimg/core knows the error too. */
const mark = Symbol.for("revimg.error");

export interface RequestErrorOptions {
  /** Null when no server answered. */
  status: number | null;
  retryable: boolean;
  instance?: string | undefined;
  requestId?: string | undefined;
  cause?: unknown;
}

/**
 * The failure of a request. `code` is the same as in the SDK; `fetch_failed` also stands
 * for a server that does not answer, or that is no revimg server.
 */
export class RequestError extends Error {
  override readonly name = "RevimgError";
  readonly code: Problem["code"];
  /** The HTTP status; null when no server answered. */
  readonly status: number | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Names the failure and the request in the server's log. */
  readonly details: { instance?: string; requestId?: string };

  constructor(code: Problem["code"], message: string, options: RequestErrorOptions) {
    const { status, retryable, instance, requestId, cause } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.retryable = retryable;
    this.details = { ...(instance && { instance }), ...(requestId && { requestId }) };
    Object.defineProperty(this, mark, { value: true });
  }
}

/** The error that an answer stands for. */
export async function errorOf(response: Response): Promise<RequestError> {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  const { status } = response;
  const retryable = response.headers.has("retry-after");
  if (typeof problem?.code !== "string" || typeof problem.detail !== "string") {
    const message = `What answers is not a revimg server (status ${status}). If it is mounted below a path, give the path too, such as https://example.org/api`;
    return new RequestError("fetch_failed", message, { status, retryable });
  }
  const { code, detail, instance, request_id: requestId } = problem;
  return new RequestError(code, detail, { status, retryable, instance, requestId });
}

/** Null for what is not there. */
export function orNull<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: unknown) => {
    if (error instanceof RequestError && error.code === "not_found") return null;
    throw error;
  });
}
