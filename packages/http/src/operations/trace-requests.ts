import type { Span } from "@opentelemetry/api";
import { routePath } from "hono/route";
import { type RequestContext, type RequestMiddleware, withoutKeys } from "./request-facts.js";

type Api = typeof import("@opentelemetry/api");

let loaded: Api | null = null;

/** Loads the interface of OpenTelemetry where the application has it. */
async function load(): Promise<void> {
  loaded ??= await import("@opentelemetry/api").catch(() => null);
}

/**
 * A span for each request, by the semantic conventions of OpenTelemetry for HTTP servers
 * (1.23). Its parent is the one that the client names in `traceparent`; what is done for
 * the request finds it as the active span. Without `@opentelemetry/api`, or without an
 * SDK behind it, this does nothing.
 */
export function traceRequests(): RequestMiddleware {
  void load();
  return async (context, next) => {
    if (loaded === null) return next();
    const { context: contexts, propagation, SpanKind, trace } = loaded;
    const carrier = context.req.raw.headers;
    const parent = propagation.extract(contexts.active(), carrier, {
      get: (headers, name) => headers.get(name) ?? undefined,
      keys: (headers) => [...headers.keys()],
    });
    const kind = SpanKind.SERVER;
    const span = trace.getTracer("@revimg/http").startSpan(context.req.method, { kind }, parent);
    if (!span.isRecording()) return next();
    try {
      await contexts.with(trace.setSpan(parent, span), next);
    } finally {
      describe(span, context, loaded);
      span.end();
    }
  };
}

/** No query, header, key or body is in it. */
function describe(span: Span, context: RequestContext, { SpanStatusCode }: Api): void {
  const { method } = context.req;
  const { status } = context.res;
  const route = routePath(context);
  const isKnown = !route.includes("*");
  if (isKnown) span.updateName(`${method} ${route}`);
  const { protocol, address } = context.get("client");
  span.setAttributes({
    ...{ "http.request.method": method, "http.response.status_code": status },
    "url.path": withoutKeys(new URL(context.req.url).pathname).slice(0, 500),
    "url.scheme": protocol,
    "revimg.request_id": context.get("requestId"),
    ...(isKnown && { "http.route": route }),
    ...(address !== null && { "client.address": address }),
    ...(status >= 500 && { "error.type": String(status) }),
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
