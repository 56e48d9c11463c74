import { inMemoryResponse } from "../in-memory-response.js";
import { type RequestMiddleware, replaceAnswer } from "./request-facts.js";

/**
 * Gives every answer its request id, and headers that keep browsers from doing more with
 * it than showing it. A problem document gets the request id too.
 */
export function dressAnswers(): RequestMiddleware {
  return async (context, next) => {
    await next();
    const id = context.get("requestId");
    if (context.res.headers.get("content-type") === "application/problem+json") {
      replaceAnswer(context, await withRequestId(context.res, id));
    }
    const { headers } = context.res;
    headers.set("x-request-id", id);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    if (!headers.has("content-security-policy")) {
      headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    }
  };
}

async function withRequestId(response: Response, id: string): Promise<Response> {
  const problem = (await response.json()) as Record<string, unknown>;
  const body = new TextEncoder().encode(JSON.stringify({ ...problem, request_id: id }));
  const headers = new Headers(response.headers);
  headers.set("content-length", String(body.byteLength));
  return inMemoryResponse(body, { status: response.status, headers });
}
