import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { type ChromaOptions, chroma } from "../chroma.js";
import { collectionName } from "./collections.js";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as it is told, for what no Chroma does. */
async function serverThat(answer: Answer) {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const collection = {
  id: "11111111-1111-4111-8111-111111111111",
  name: "revimg.s",
  tenant: "default_tenant",
  database: "default_database",
  metadata: { "revimg:dimension": 2 },
  configuration_json: { hnsw: { space: "cosine" }, embedding_function: null },
};

/** Chroma, as far as opening a space goes; `later` answers what comes after. */
const opening =
  (later: Answer, changes: object = {}, version = "1.0.0"): Answer =>
  (request, response) => {
    const { url = "" } = request;
    if (url.endsWith("/version")) return void json(response, 200, version);
    if (url.endsWith("/pre-flight-checks")) return void json(response, 200, { max_batch_size: 3 });
    if (url.endsWith("/collections/revimg.s")) {
      return void json(response, 200, { ...collection, ...changes });
    }
    later(request, response);
  };

async function opened(later: Answer, options: ChromaOptions = {}) {
  const { server, url } = await serverThat(opening(later));
  const store = chroma({ ...options, url });
  onTestFinished(() => store.close());
  await store.open({ space: "s", dimension: 2 });
  return { server, store };
}

const wrong: [name: string, options: object][] = [
  ["url", { url: "localhost:8000" }],
  ["url", { url: "http://me:secret@host" }],
  ["url", { url: "http://host/secret" }],
  ["token", { token: "a\nsecret" }],
  ["tokenHeader", { tokenHeader: "authorization" }],
  ["tokenHeader", { token: "secret", tokenHeader: "cookie" }],
  ["headers", { headers: { "x y": "secret" } }],
  ["collectionPrefix", { collectionPrefix: "a/b" }],
  ["hnsw", { hnsw: { ef: 1 } }],
  ["timeoutMs", { timeoutMs: 0 }],
  ["tokens", { tokens: "secret" }],
];

test.each(wrong)("a wrong %s is invalid_config and not shown", (name, options) => {
  let thrown: unknown;
  try {
    chroma(options);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "invalid_config", details: { option: name } });
  expect(String(thrown)).not.toContain("secret");
});

test("a space's collection ends with a letter or digit, and no two spaces share one", () => {
  const spaces = ["a", "a-", "a_", "-", "_a_", "a-x"];
  const names = spaces.map((space) => collectionName("revimg", space));
  expect(names).toEqual([
    "revimg.a",
    "revimg.a-.x",
    "revimg.a_.x",
    "revimg.-.x",
    "revimg._a_.x",
    "revimg.a-x",
  ]);
});

test("tenant, database, token and headers are in every request", async () => {
  const asked: IncomingMessage[] = [];
  const { url } = await serverThat((request, response) => {
    asked.push(request);
    const own = { tenant: "acme", database: "shop" };
    opening((_, answer) => json(answer, 200, 7), own)(request, response);
  });
  await using store = chroma({
    url,
    tenant: "acme",
    database: "shop",
    token: "the-token",
    headers: { "x-proxy": "p" },
  });
  await store.open({ space: "s", dimension: 2 });
  expect(await store.stats()).toEqual({ count: 7 });
  for (const { headers } of asked) {
    expect(headers).toMatchObject({ "x-chroma-token": "the-token", "x-proxy": "p" });
  }
  const place = "/api/v2/tenants/acme/databases/shop/collections";
  expect(asked.map((request) => request.url)).toContain(`${place}/revimg.s`);
  expect(asked.at(-1)?.url).toBe(`${place}/${collection.id}/count`);
});

test.each([
  ["an older version", opening(() => {}, {}, "0.6.3"), "runs version 0.6.3; Chroma 1.0 or newer"],
  ["no Chroma", (_, response) => response.writeHead(404).end(), "is no Chroma"],
] satisfies [string, Answer, string][])("a server of %s is refused", async (_, answer, says) => {
  const { url } = await serverThat(answer);
  await using store = chroma({ url });
  await expect(store.open({ space: "s", dimension: 2 })).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining(says),
  });
});

test.each([
  [{ configuration_json: { hnsw: { space: "l2" } } }, "measures l2 distance, not cosine"],
  [{ configuration_json: { spann: { space: "ip" } } }, "measures ip distance, not cosine"],
  [{ metadata: { "revimg:dimension": 3 } }, "has vectors of 3 dimensions, not 2"],
])("a collection that differs is index_mismatch: %j", async (changes, says) => {
  const { url } = await serverThat(opening(() => {}, changes));
  await using store = chroma({ url });
  await expect(store.open({ space: "s", dimension: 2 })).rejects.toMatchObject({
    code: "index_mismatch",
    message: expect.stringContaining(says),
  });
});

test("more records than a request of the server takes go in several", async () => {
  const sizes: number[] = [];
  const { store } = await opened((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      sizes.push(JSON.parse(Buffer.concat(chunks).toString()).ids.length);
      json(response, 200, {});
    });
  });
  const records = [1, 2, 3, 4, 5, 6, 7].map((i) => ({
    id: `${i}`,
    vector: Float32Array.of(1, 0),
  }));
  await store.upsert(records);
  expect(sizes).toEqual([3, 3, 1]);
});

test("no records and no ids are no request, which the server could take for all of them", async () => {
  let asked = 0;
  const { store } = await opened((_, response) => {
    asked++;
    json(response, 200, {});
  });
  await store.upsert([]);
  await store.delete([]);
  expect(await store.fetch([])).toEqual([]);
  expect(await store.query({ vector: Float32Array.of(1, 0), topK: 5, ids: [] })).toEqual([]);
  expect(asked).toBe(0);
});

test("a hit without a distance is an error, not a score", async () => {
  const { store } = await opened((_, response) =>
    json(response, 200, { ids: [["a"]], distances: [[null]], include: ["distances"] }),
  );
  await expect(store.query({ vector: Float32Array.of(1, 0), topK: 1 })).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringContaining("without distances"),
  });
});

const answers: [status: number, body: object, error: object][] = [
  [401, {}, { code: "unauthorized", retryable: false }],
  [403, {}, { code: "unauthorized", retryable: false }],
  [404, {}, { code: "store_failed", retryable: false, message: /dropped/ }],
  [429, {}, { code: "rate_limited", retryable: true }],
  [422, { message: "Quota exceeded: 5" }, { code: "store_failed", retryable: false }],
  [400, { message: "no" }, { code: "store_failed", retryable: false, message: /request: no\.$/ }],
  [413, {}, { code: "store_failed", retryable: false }],
  [500, { message: "boom" }, { code: "store_failed", retryable: true, message: /boom/ }],
  [503, {}, { code: "store_failed", retryable: true }],
  [500, { message: "No space left on device" }, { code: "disk_full" }],
];

test.each(answers)("an answer of %i %j is an error of its kind", async (status, body, error) => {
  const { store } = await opened((_, response) => json(response, status, body));
  const thrown = await store.stats().catch((failure) => failure);
  const { message = /^Chroma at http/, ...rest } = error as { message?: RegExp };
  expect(thrown).toMatchObject({ ...rest, adapter: "chroma" });
  expect(thrown.message).toMatch(message);
});

test("a server that can't be reached is store_failed and may be tried again", async () => {
  const { server, url } = await serverThat(() => {});
  server.close();
  await once(server, "close");
  await using store = chroma({ url });
  await expect(store.open({ space: "s", dimension: 2 })).rejects.toMatchObject({
    code: "store_failed",
    retryable: true,
    message: expect.stringContaining("can't be reached"),
  });
});

test("a silent server is given up after timeoutMs, and its connection closed", async () => {
  let closed: Promise<unknown> | undefined;
  const { store } = await opened(
    (request) => {
      closed = once(request.socket, "close");
    },
    { timeoutMs: 2_000 },
  );
  await expect(store.stats()).rejects.toMatchObject({
    code: "store_failed",
    retryable: true,
    message: expect.stringContaining("within 2000 ms"),
  });
  await closed;
});

const records = [{ id: "a", vector: Float32Array.of(1, 0) }];
const calls = {
  upsert: (store, signal) => store.upsert(records, { signal }),
  query: (store, signal) => store.query({ vector: records[0]!.vector, topK: 1, signal }),
  fetch: (store, signal) => store.fetch(["a"], { signal }),
  delete: (store, signal) => store.delete(["a"], { signal }),
  scan: (store, signal) => store.scan({ after: null, pageSize: 5, signal }),
  stats: (store, signal) => store.stats({ signal }),
  drop: (store, signal) => store.drop("other", { signal }),
} satisfies Record<
  string,
  (store: ReturnType<typeof chroma>, signal: AbortSignal) => Promise<unknown>
>;

test.each(Object.entries(calls))("an abort of %s closes the connection", async (_, call) => {
  let asked: (request: IncomingMessage) => void = () => {};
  const request = new Promise<IncomingMessage>((resolve) => {
    asked = resolve;
  });
  const { store } = await opened((one) => asked(one));
  const controller = new AbortController();
  const reason = new Error("enough");
  const calling = call(store, controller.signal).catch((error) => error);
  const { socket } = await request;
  const closed = once(socket, "close");
  controller.abort(reason);
  expect(await calling).toBe(reason);
  await closed;
});

test("nothing is printed, and no embedding function is looked for", async () => {
  const printed: unknown[] = [];
  const { warn } = console;
  console.warn = (...words) => printed.push(words);
  onTestFinished(() => {
    console.warn = warn;
  });
  const { url } = await serverThat((request, response) => {
    const { url: path = "", method } = request;
    if (method === "POST" && path.endsWith("/collections")) {
      return void json(response, 200, collection);
    }
    if (path.endsWith("/collections/revimg.s")) return void json(response, 404, {});
    opening(() => {})(request, response);
  });
  await using store = chroma({ url });
  await store.open({ space: "s", dimension: 2 });
  expect(printed).toEqual([]);
});
