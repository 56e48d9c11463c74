import { errorOf, RequestError } from "./request-error.js";
import { countedBody, type UploadProgress } from "./upload-progress.js";

export interface SendOptions {
  /** Where the server is, with its mount prefix and a slash at the end. */
  base: URL;
  key: string | undefined;
  fetch: typeof fetch;
  retries: number;
}

export interface RequestInput {
  method?: string;
  parameters?: Readonly<Record<string, string | number | undefined>>;
  json?: unknown;
  form?: FormData;
  accept?: string;
  signal?: AbortSignal | undefined;
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** The longest time that a server may make a client wait. */
const mostWaitMs = 60_000;

/**
 * Asks the server, and again when it is busy (503 or 429) and says when to come back.
 * Resolves to an answer with a status below 400; rejects with `RequestError`, or with the
 * reason of the signal.
 */
export async function send(
  path: string,
  input: RequestInput,
  { base, key, fetch, retries }: SendOptions,
): Promise<Response> {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(input.parameters ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(url, await initOf(input, key)).catch((cause: unknown) => {
      input.signal?.throwIfAborted();
      throw noAnswer(url, cause);
    });
    if (response.status < 400) return response;
    const waitMs = retryAfterMs(response);
    if (attempt >= retries || waitMs === null) throw await errorOf(response);
    // A body that others read too is not theirs to wait for.
    response.body?.cancel().catch(() => {});
    await pause(waitMs, input.signal);
  }
}

async function initOf(input: RequestInput, key: string | undefined): Promise<RequestInit> {
  const { method = "GET", json, form, accept = "application/json", signal } = input;
  const headers: Record<string, string> = {
    accept,
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(json !== undefined && { "content-type": "application/json" }),
  };
  const body = json === undefined ? form : JSON.stringify(json);
  const init = { method, headers, ...(signal && { signal }) };
  if (form && input.onUploadProgress) {
    const counted = await countedBody(form, input.onUploadProgress);
    return { ...init, ...counted, headers: { ...headers, ...counted.headers } };
  }
  return { ...init, ...(body !== undefined && { body }) };
}

/** Null for an answer after which trying again is of no use. */
function retryAfterMs({ status, headers }: Response): number | null {
  const header = headers.get("retry-after");
  if ((status !== 503 && status !== 429) || header === null) return null;
  const seconds = Number(header);
  const waitMs = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1_000;
  return waitMs <= mostWaitMs ? Math.max(0, waitMs) : null;
}

export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function noAnswer({ origin }: URL, cause: unknown): RequestError {
  return new RequestError("fetch_failed", `No server answers at ${origin}.`, {
    ...{ status: null, retryable: true, cause },
  });
}
