import { gunzipSync } from "node:zlib";
import { RevimgError } from "@revimg/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createHandler, type HandlerOptions } from "../create-handler.js";
import { AccessKeys } from "../guard/access-keys.js";
import { openTestIndex, problemOf, type TestIndex } from "../test-index.js";
import type { AccessLogEntry } from "./access-log.js";

let index: TestIndex;
let key: string;
let keyId: string;

beforeAll(async () => {
  index = await openTestIndex();
  const made = await new AccessKeys(index.revimg.settings).add({ label: "x", scopes: ["read"] });
  [key, keyId] = [made.text, made.key.id];
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => index[Symbol.asyncDispose]());

/** Asks a handler with these options, from an address. */
function asker(options: HandlerOptions = {}) {
  const handler = createHandler(index.revimg, { onError: () => {}, ...options });
  return (path: string, headers: Record<string, string> = {}, address = "198.51.100.7") =>
    handler(new Request(`http://localhost${path}`, { headers }), { address });
}

describe("every answer", () => {
  it.each(["/", "/images", "/nothing", "/images?limit=0"])(
    "of %s names its request",
    async (path) => {
      const answer = await asker()(path, { "x-request-id": "trace-1.2_3=" });
      expect(answer.headers.get("x-request-id")).toBe("trace-1.2_3=");
      const body = (await answer.json()) as { request_id?: string };
      expect(body.request_id).toBe(answer.ok ? undefined : "trace-1.2_3=");
    },
  );

  it.each(["", "a b", "x".repeat(129), "a;b", "é"])("has an id of its own for %j", async (id) => {
    const answer = await asker()("/", { "x-request-id": id });
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("keeps browsers from doing more with it than showing it", async () => {
    for (const path of ["/images", `/image/${index.ids.get("memory-1")}`, "/nothing"]) {
      const { headers, body } = await asker()(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      await body?.cancel();
    }
  });

  it("of a failure names the request to the log of errors too", async () => {
    vi.spyOn(index.revimg, "list").mockRejectedValueOnce(new RevimgError("store_failed", "gone"));
    const onError = vi.fn();
    const answer = await asker({ onError })("/images", { "x-request-id": "mine" });
    const problem = await problemOf(answer, 503);
    expect(problem.request_id).toBe("mine");
    const { instance } = problem;
    expect(onError.mock.calls[0]![1]).toMatchObject({ requestId: "mine", instance });
  });
});

describe("the access log", () => {
  it("tells of each request without query and secrets", async () => {
    const log = vi.fn<(entry: AccessLogEntry) => void>();
    const ask = asker({ log });
    const headers = { authorization: `Bearer ${key}`, cookie: "session=secret" };
    await ask("/images?limit=1&token=secret", headers);
    await ask(`/x/${key}\n{"forged":1}`, headers);
    const [first, second] = log.mock.calls.map(([entry]) => entry);
    expect(first).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      request_id: expect.any(String),
      ...{ method: "GET", path: "/images", status: 400, duration_ms: expect.any(Number) },
      ...{ bytes: expect.any(Number), address: "198.51.100.7", key: keyId },
    });
    expect(second).toMatchObject({
      status: 404,
      path: expect.stringContaining(`/x/revimg_${keyId}_…`),
    });
    const lines = JSON.stringify(log.mock.calls);
    for (const secret of ["secret", key, key.slice(-20), "\\n"])
      expect(lines).not.toContain(secret);
  });

  it("that fails does not fail the request", async () => {
    const log = () => {
      throw new Error("full");
    };
    expect((await asker({ log })("/images")).status).toBe(200);
  });
});

describe("compression", () => {
  it("makes long JSON shorter, for clients that want it", async () => {
    const ask = asker();
    const plain = await (await ask("/images")).text();
    const answer = await ask("/images", { "accept-encoding": "br, gzip" });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(answer.headers.get("vary")).toContain("Accept-Encoding");
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.byteLength).toBeLessThan(plain.length / 2);
    expect(answer.headers.get("content-length")).toBe(String(bytes.byteLength));
    expect(gunzipSync(bytes).toString()).toBe(plain);
  });

  it("leaves pictures and short answers as they are", async () => {
    for (const path of [`/image/${index.ids.get("memory-1")}`, "/health/live", "/nothing"]) {
      const answer = await asker()(path, { "accept-encoding": "gzip" });
      expect(answer.headers.get("content-encoding")).toBeNull();
      await answer.body?.cancel();
    }
  });
});

describe("the limit of requests", () => {
  it("is told in every answer, and holds for each client", async () => {
    const ask = asker({ rateLimit: { requests: 2, seconds: 60 } });
    const first = await ask("/images");
    expect(first.headers.get("ratelimit-policy")).toBe('"requests";q=2;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"requests";r=1;t=(59|60)$/);
    await ask("/nothing");
    const refused = await ask("/images");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit")).toMatch(/r=0/);
    expect((await problemOf(refused, 429)).code).toBe("rate_limited");

    expect((await ask("/images", {}, "198.51.100.8")).status).toBe(200);
    expect((await ask("/images", { authorization: `Bearer ${key}` })).status).toBe(200);
    // A forged header or a wrong key makes no other client.
    const forged = {
      "x-forwarded-for": "203.0.113.1",
      authorization: `Bearer ${key.slice(0, -1)}x`,
    };
    expect((await ask("/images", forged)).status).toBe(429);
    expect((await ask("/health/live")).status).toBe(200);
  });

  it("holds for a network of IPv6, and for a client behind a trusted proxy", async () => {
    const ask = asker({ rateLimit: { requests: 1 }, trustProxy: ["10.0.0.1"] });
    expect((await ask("/", {}, "2001:db8::1")).status).toBe(200);
    expect((await ask("/", {}, "2001:db8::2")).status).toBe(429);
    expect((await ask("/", { "x-forwarded-for": "203.0.113.1" }, "10.0.0.1")).status).toBe(200);
    expect((await ask("/", { "x-forwarded-for": "203.0.113.2" }, "10.0.0.1")).status).toBe(200);
    expect((await ask("/", { "x-forwarded-for": "203.0.113.2" }, "10.0.0.1")).status).toBe(429);
  });

  it.each([0, 1.5, "many"])("is never %j", (requests) => {
    expect(() => asker({ rateLimit: { requests: requests as number } })).toThrow("rateLimit");
  });
});

describe("hosts", () => {
  it("answers the named ones only", async () => {
    const ask = asker({ hosts: ["Photos.example", "[::1]"] });
    for (const host of ["photos.example", "PHOTOS.example:8080", "[::1]:3000"]) {
      expect((await ask("/images", { host })).status).toBe(200);
    }
    for (const host of ["evil.example", "photos.example.evil.example", "", "photos.example@x"]) {
      await problemOf(await ask("/images", { host }), 421);
    }
    const forged = { host: "evil.example", "x-forwarded-host": "photos.example" };
    await problemOf(await ask("/images", forged), 421);
  });

  it.each(["http://x", "x:80", "*", ""])("refuses the name %j", (host) => {
    expect(() => asker({ hosts: [host] })).toThrow("hosts");
  });
});
