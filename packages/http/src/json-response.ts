/** An answer as JSON, which nobody keeps. */
export function jsonResponse(value: unknown): Response {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return new Response(body, {
    headers: {
      // Without it, short answers would be compressed too.
      "content-length": String(body.byteLength),
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
