import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type PineconeFault, startPinecone } from "@revimg/testing/services";
import { expect, onTestFinished, test } from "vitest";
import { type PineconeOptions, pinecone } from "../pinecone.js";

const dimension = 512;

function vectorOf(seed: number): Float32Array {
  const values = Array.from({ length: dimension }, (_, i) => Math.sin(seed * 7.3 + i * i * 0.37));
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
}

const recordsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `record-${i}`, vector: vectorOf(i) }));

/** A stand-in of this test's own, whose writes show at once. */
async function standIn() {
  const server = await startPinecone({ visibilityMs: 0 });
  onTestFinished(() => server.stop());
  const { endpoint, apiKey, index } = server;
  return { server, options: { endpoint, apiKey, index } };
}

async function opened(changes: Partial<PineconeOptions> = {}) {
  const { server, options } = await standIn();
  const store = pinecone({ ...options, ...changes });
  onTestFinished(() => store.close());
  await store.open({ space: "s", dimension });
  return { server, store };
}

const wrong: [name: string, options: object][] = [
  ["index", { apiKey: "secret" }],
  ["index", { index: "Photos", apiKey: "secret" }],
  ["apiKey", { index: "photos" }],
  ["apiKey", { index: "photos", apiKey: "" }],
  ["apiKey", { index: "photos", apiKey: "a secret" }],
  ["endpoint", { index: "photos", apiKey: "k", endpoint: "http://me:secret@host" }],
  ["create", { index: "photos", apiKey: "k", create: { cloud: "aws" } }],
  ["timeoutMs", { index: "photos", apiKey: "k", timeoutMs: 0 }],
  ["key", { index: "photos", apiKey: "k", key: "secret" }],
];

test.each(wrong)("a wrong %s is invalid_config and not shown", (name, options) => {
  let thrown: unknown;
  try {
    pinecone(options as PineconeOptions);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "invalid_config", details: { option: name } });
  expect(String(thrown)).not.toContain("secret");
});

test("a wrong key is unauthorized, and not shown", async () => {
  const { options } = await standIn();
  await using store = pinecone({ ...options, apiKey: "the-wrong-key" });
  const error = await store.open({ space: "s", dimension }).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: "unauthorized", retryable: false });
  expect(`${error} ${JSON.stringify(error)} ${error.cause}`).not.toContain("the-wrong-key");
});

test("an absent index is refused with how to have it, and made where that is asked for", async () => {
  const { server, options } = await standIn();
  await using strict = pinecone({ ...options, index: "new" });
  await expect(strict.open({ space: "s", dimension })).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("create: {"),
  });
  server.setInitialization(700);
  const create = { cloud: "aws", region: "us-east-1" };
  await using making = pinecone({ ...options, index: "new", create });
  await making.open({ space: "s", dimension });
  await making.upsert(recordsOf(2));
  expect(await making.stats()).toEqual({ count: 2 });
});

test("an index that is not ready in time is an error that may pass", async () => {
  const { server, options } = await standIn();
  server.setInitialization(60_000);
  const create = { cloud: "aws", region: "us-east-1", timeoutMs: 1 };
  await using store = pinecone({ ...options, index: "slow", create });
  await expect(store.open({ space: "s", dimension })).rejects.toMatchObject({
    code: "store_failed",
    retryable: true,
    message: expect.stringContaining("not ready (Initializing)"),
  });
});

test.each([
  [{ metric: "euclidean" as const, dimension }, "measures by euclidean, not cosine"],
  [{ dimension: 384 }, "has 384 dimensions, not 512"],
])("an index that differs is index_mismatch: %j", async (settings, says) => {
  const { server, options } = await standIn();
  await server.addIndex({ name: "other", ...settings });
  await using store = pinecone({ ...options, index: "other" });
  await expect(store.open({ space: "s", dimension })).rejects.toMatchObject({
    code: "index_mismatch",
    message: expect.stringContaining(says),
  });
});

test("requests stay within the limits of size, count and length of address", async () => {
  const { server, store } = await opened();
  const records = recordsOf(1_000);
  await store.upsert(records);
  await store.fetch(records.map(({ id }) => id));
  const ids = Array.from({ length: 20_000 }, (_, i) => `absent-${"語".repeat(30)}-${i}`);
  expect(await store.query({ vector: vectorOf(1), topK: 5, ids: [...ids, "record-1"] })).toEqual([
    { id: "record-1", score: expect.closeTo(1, 5) },
  ]);
  await store.delete(records.map(({ id }) => id));
  expect(await store.stats()).toEqual({ count: 0 });
  const sizes = server.requests.map(({ size }) => size);
  expect(Math.max(...sizes)).toBeGreaterThan(1_500_000);
  expect(Math.max(...sizes)).toBeLessThan(2_000_000);
});

test("a float32 vector comes back with every bit", async () => {
  const { store } = await opened();
  const vector = vectorOf(3);
  await store.upsert([{ id: "a", vector }]);
  expect(await store.fetch(["a"])).toEqual([vector]);
});

const answers: [fault: PineconeFault, error: object][] = [
  [
    { status: 429, retryAfterSeconds: 2 },
    { code: "rate_limited", retryable: true, details: { status: 429, retryAfterMs: 2_000 } },
  ],
  [{ status: 429 }, { code: "rate_limited", retryable: true }],
  [{ status: 500 }, { code: "store_failed", retryable: true, details: { status: 500 } }],
  [{ status: 503 }, { code: "store_failed", retryable: true }],
  [{ status: 400 }, { code: "store_failed", retryable: false }],
  [{ status: 403 }, { code: "unauthorized", retryable: false }],
  [{ cut: "before" }, { code: "store_failed", retryable: true }],
  [{ cut: "after" }, { code: "store_failed", retryable: true }],
];

test.each(answers)("a request that meets %j is an error of its kind", async (fault, error) => {
  const { server, store } = await opened();
  for (const [path, call] of [
    ["/vectors/upsert", () => store.upsert(recordsOf(1))],
    ["/query", () => store.query({ vector: vectorOf(1), topK: 1 })],
  ] as const) {
    server.fail({ ...fault, path });
    await expect(call()).rejects.toMatchObject({ ...error, adapter: "pinecone" });
    await call();
  }
});

test("an answer that is late is given up after timeoutMs", async () => {
  const { server, store } = await opened({ timeoutMs: 2_000 });
  server.fail({ path: "/query", delayMs: 60_000 });
  await expect(store.query({ vector: vectorOf(1), topK: 1 })).rejects.toMatchObject({
    code: "store_failed",
    retryable: true,
    message: expect.stringContaining("within 2000 ms"),
  });
});

const calls = {
  upsert: (store, signal) => store.upsert(recordsOf(1), { signal }),
  query: (store, signal) => store.query({ vector: vectorOf(1), topK: 1, signal }),
  fetch: (store, signal) => store.fetch(["a"], { signal }),
  delete: (store, signal) => store.delete(["a"], { signal }),
  scan: (store, signal) => store.scan({ after: null, pageSize: 5, signal }),
  stats: (store, signal) => store.stats({ signal }),
  drop: (store, signal) => store.drop("other", { signal }),
} satisfies Record<
  string,
  (store: ReturnType<typeof pinecone>, signal: AbortSignal) => Promise<unknown>
>;

test.each(Object.entries(calls))("an abort of %s closes the connection", async (_, call) => {
  const { server, store } = await opened();
  server.fail({ delayMs: 60_000 });
  const asked = server.requests.length;
  const controller = new AbortController();
  const reason = new Error("enough");
  const calling = call(store, controller.signal).catch((error) => error);
  while (server.requests.length === asked) await delay(5);
  controller.abort(reason);
  expect(await calling).toBe(reason);
  await expect.poll(() => server.aborted()).toBe(1);
});

test("a server that can't be reached is store_failed and may be tried again", async () => {
  const server: Server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  const endpoint = `http://127.0.0.1:${port}`;
  await using store = pinecone({ endpoint, apiKey: "k", index: "i" });
  await expect(store.open({ space: "s", dimension })).rejects.toMatchObject({
    code: "store_failed",
    retryable: true,
    message: expect.stringContaining("ECONNREFUSED"),
  });
});
