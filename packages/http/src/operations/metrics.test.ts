import { RevimgError } from "@revimg/core";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { createHandler, type Handler } from "../create-handler.js";
import { AccessKeys } from "../guard/access-keys.js";
import { formOf, openTestIndex, problemOf, searchRequest, type TestIndex } from "../test-index.js";

let index: TestIndex;
let handler: Handler;

beforeAll(async () => {
  index = await openTestIndex();
  const access = { metrics: "open" } as const;
  handler = createHandler(index.revimg, { basePath: "/api", access, onError: () => {} });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => index[Symbol.asyncDispose]());

const get = (path: string, method = "GET") =>
  handler(new Request(`http://localhost${path}`, { method }));

/** The value of a metric with its labels as Prometheus reads it. */
async function metric(name: string): Promise<number | undefined> {
  const text = await (await get("/api/metrics")).text();
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

it("counts requests by their route, whatever the path", async () => {
  const id = index.ids.get("memory-1")!;
  for (const path of [`/api/images/${id}`, "/api/images/unknown", "/api/images/unknown-2"]) {
    await get(path);
  }
  await handler(searchRequest(formOf(index.pictures.get("memory-1")!)));
  for (let i = 0; i < 50; i++) await get(`/random-${i}`, i % 2 === 0 ? "GET" : `M${i}`);
  const total = "revimg_http_requests_total";
  const found = `{method="GET",route="/api/images/:id",status="404"}`;
  expect(await metric(`${total}${found}`)).toBe(2);
  expect(await metric(`${total}{method="POST",route="/api/search",status="200"}`)).toBe(1);
  expect(await metric(`${total}{method="GET",route="none",status="404"}`)).toBe(25);
  expect(await metric(`${total}{method="other",route="none",status="404"}`)).toBe(25);
  const duration = "revimg_http_request_duration_seconds_count";
  expect(await metric(`${duration}{method="POST",route="/api/search"}`)).toBe(1);
  const text = await (await get("/api/metrics")).text();
  expect(text).not.toContain("random-");
});

it("tells of the index, the cache, the searches and the process", async () => {
  const body = () => formOf(index.pictures.get("memory-2")!);
  await handler(searchRequest(body()));
  await handler(searchRequest(body()));
  expect(await metric('revimg_images{status="indexed"}')).toBe(8);
  const hits = '{cache="results",outcome="hit"}';
  expect(await metric(`revimg_search_cache_lookups_total${hits}`)).toBeGreaterThan(0);
  expect(await metric("revimg_searches_running")).toBe(0);
  expect(await metric("revimg_searches_refused_total")).toBe(0);
  // The request for the metrics itself.
  expect(await metric("revimg_http_requests_in_flight")).toBe(1);
  expect(await metric("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  expect(await metric("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThanOrEqual(0);
});

it("still answers while the index does not", async () => {
  expect(await metric("revimg_index_up")).toBe(1);
  const failed = new RevimgError("store_failed", "gone");
  vi.spyOn(index.revimg, "stats").mockRejectedValueOnce(failed);
  expect(await metric("revimg_index_up")).toBe(0);
});

it("needs a key for reading unless it is open", async () => {
  const guarded = createHandler(index.revimg);
  const at = (headers: Record<string, string> = {}) =>
    guarded(new Request("http://localhost/metrics", { headers }));
  await problemOf(await at(), 401);
  const keys = new AccessKeys(index.revimg.settings);
  const { text } = await keys.add({ label: "Prometheus", scopes: ["read"] });
  const other = await keys.add({ label: "writer", scopes: ["write"] });
  const answer = await at({ authorization: `Bearer ${text}` });
  expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  await problemOf(await at({ authorization: `Bearer ${other.text}` }), 403);
});
