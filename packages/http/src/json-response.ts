import { inMemoryResponse } from "./in-memory-response.js";

/** An answer as JSON, which nobody keeps. */
export function jsonResponse(
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return inMemoryResponse(body, {
    status,
    headers: {
      // Without it, short answers would be compressed too.
      "content-length": String(body.byteLength),
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}
