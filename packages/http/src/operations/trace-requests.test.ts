import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { RevimgError } from "@revimg/core";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createHandler, type Handler } from "../create-handler.js";
import { openTestIndex, type TestIndex } from "../test-index.js";

const exporter = new InMemorySpanExporter();
const traceId = "0af7651916cd43dd8448eb211c80319c";
let index: TestIndex;
let handler: Handler;

beforeAll(async () => {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // The W3C's form, as an SDK reads it.
  propagation.setGlobalPropagator({
    inject() {},
    fields: () => ["traceparent"],
    extract(active, carrier, { get }) {
      const [, id, spanId] = String(get(carrier, "traceparent") ?? "").split("-");
      if (!id || !spanId) return active;
      return trace.setSpanContext(active, { traceId: id, spanId, traceFlags: 1, isRemote: true });
    },
  });
  index = await openTestIndex();
  handler = createHandler(index.revimg, { basePath: "/api", onError: () => {} });
  // The interface is loaded in the background.
  await import("@opentelemetry/api");
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  trace.disable();
  context.disable();
  propagation.disable();
  await handler.close();
  await index[Symbol.asyncDispose]();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  handler(new Request(`http://localhost/api${path}`, { headers }), { address: "192.0.2.7" });

it("makes a span a request, below that of the client, without its query", async () => {
  const id = index.ids.get("memory-1")!;
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const active: (string | undefined)[] = [];
  const read = index.revimg.get.bind(index.revimg);
  const spy = vi.spyOn(index.revimg, "get").mockImplementation((...call) => {
    active.push(trace.getActiveSpan()?.spanContext().traceId);
    return read(...call);
  });
  const answer = await get(`/images/${id}`, { traceparent });
  spy.mockRestore();
  expect(active).toEqual([traceId]);
  const [span] = exporter.getFinishedSpans();
  expect(span).toMatchObject({ name: "GET /api/images/:id", kind: SpanKind.SERVER });
  expect(span!.spanContext().traceId).toBe(traceId);
  expect(span!.parentSpanContext?.spanId).toBe("b7ad6b7169203331");
  expect(span!.attributes).toEqual({
    "http.request.method": "GET",
    "http.response.status_code": 200,
    "http.route": "/api/images/:id",
    "url.path": `/api/images/${id}`,
    "url.scheme": "http",
    "client.address": "192.0.2.7",
    "revimg.request_id": answer.headers.get("x-request-id"),
  });
});

it("marks faults of the server, and only these", async () => {
  vi.spyOn(index.revimg, "tags").mockRejectedValueOnce(new RevimgError("store_failed", "gone"));
  await get("/tags?prefix=secret");
  await get("/nowhere?key=secret");
  const [failed, unknown] = exporter.getFinishedSpans();
  expect(failed).toMatchObject({ name: "GET /api/tags", status: { code: SpanStatusCode.ERROR } });
  expect(failed!.attributes["error.type"]).toBe("503");
  expect(unknown).toMatchObject({ name: "GET", status: { code: SpanStatusCode.UNSET } });
  expect(unknown!.attributes["http.route"]).toBeUndefined();
  expect(JSON.stringify([failed!.attributes, unknown!.attributes])).not.toContain("secret");
});
