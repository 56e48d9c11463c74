import { RevimgError } from "@revimg/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createHandler, type Handler } from "../create-handler.js";
import { routeTable } from "../routes/route-table.js";
import { formOf, jsonOf, openTestIndex, problemOf, type TestIndex } from "../test-index.js";
import type { Scope } from "./access-key.js";
import { AccessKeys } from "./access-keys.js";
import type { KeyListResponse, NewKeyResponse } from "./key-routes.js";
import { makeKeyText } from "./key-text.js";

let index: TestIndex;
let keys: AccessKeys;
let open: Handler;
let closed: Handler;
const texts = new Map<Scope, string>();

beforeAll(async () => {
  index = await openTestIndex();
  keys = new AccessKeys(index.revimg.settings);
  for (const scope of ["read", "write", "admin"] as const) {
    texts.set(scope, (await keys.add({ label: scope, scopes: [scope] })).text);
  }
  open = createHandler(index.revimg, { onError: () => {} });
  closed = createHandler(index.revimg, { access: { read: "key" }, onError: () => {} });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => index[Symbol.asyncDispose]());

function ask(handler: Handler, path: string, key?: string, init: RequestInit = {}) {
  const headers = new Headers(init.headers);
  if (key !== undefined) headers.set("authorization", `Bearer ${key}`);
  return handler(new Request(`http://localhost${path}`, { ...init, headers }));
}

describe("a server whose reading is open", () => {
  it("answers readers without a key, also one with a login for another server", async () => {
    expect((await ask(open, "/images")).status).toBe(200);
    for (const authorization of ["Basic eDp5", "Bearer eyJhbGciOi", "Bearer"]) {
      const answer = await ask(open, "/images", undefined, { headers: { authorization } });
      expect(answer.status).toBe(200);
      const refused = await ask(open, "/keys", undefined, { headers: { authorization } });
      expect(refused.status).toBe(401);
    }
  });

  it("tells a client that its key is wrong", async () => {
    const answer = await ask(open, "/images", makeKeyText().text);
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect((await problemOf(answer, 401)).code).toBe("unauthorized");
  });

  it("has keys only for an admin", async () => {
    const missing = await ask(open, "/keys");
    expect(missing.headers.get("www-authenticate")).toBe('Bearer realm="revimg"');
    await problemOf(missing, 401);
    for (const scope of ["read", "write"] as const) {
      const answer = await ask(open, "/keys", texts.get(scope));
      expect(answer.headers.get("www-authenticate")).toContain('scope="admin"');
      expect((await problemOf(answer, 403)).code).toBe("forbidden");
    }
    expect((await ask(open, "/keys", texts.get("admin"))).status).toBe(200);
  });
});

describe("a server whose reading needs a key", () => {
  const id = () => index.ids.get("memory-1")!;
  const routes = ["/images", "/health", "/images/ID", "/image/ID", "/image/ID?variant=thumbnail"];

  it.each(routes)("guards %s", async (path) => {
    const at = path.replace("ID", id());
    await problemOf(await ask(closed, at), 401);
    await problemOf(await ask(closed, at, makeKeyText().text), 401);
    await problemOf(await ask(closed, at, texts.get("write")), 403);
    for (const scope of ["read", "admin"] as const) {
      const answer = await ask(closed, at, texts.get(scope));
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toMatch(/^(no-store|private, max-age=\d+.*)$/);
      expect(answer.headers.get("vary")).toContain("Authorization");
      await answer.body?.cancel();
    }
    expect((await ask(closed, at, undefined, { method: "HEAD" })).status).toBe(401);
  });

  it("guards searches before it reads their body", async () => {
    const search = vi.spyOn(index.revimg, "search");
    const body = formOf(index.pictures.get("memory-1")!);
    const init = { method: "POST", body };
    await problemOf(await ask(closed, "/search", undefined, init), 401);
    expect(search).not.toHaveBeenCalled();
    expect((await ask(closed, "/search", texts.get("read"), init)).status).toBe(200);
  });

  it.each(["/health/live", "/health/ready", "/"])("answers probes at %s", async (path) => {
    expect((await ask(closed, path)).status).toBe(200);
  });

  it.each([
    "//images",
    "/%69mages",
    "/images/",
    "/./images",
    "/x/../images",
    "/images/%2e%2e/keys",
    "/%6beys",
    "/keys/",
    "/images;x",
    "/IMAGES",
    "/images%00",
    "/images%2f",
  ])("has no way round: %s", async (path) => {
    const answer = await ask(closed, path);
    expect([401, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain("memory-");
  });

  it("does not show pictures while the keys can't be read", async () => {
    const failed = new RevimgError("store_failed", "gone");
    vi.spyOn(index.revimg.settings, "get").mockRejectedValue(failed);
    const late = createHandler(index.revimg, { access: { read: "key" }, onError: () => {} });
    await problemOf(await ask(late, "/images", texts.get("read")), 503);
    expect((await ask(late, "/health/live", texts.get("read"))).status).toBe(200);
  });
});

describe("every route", () => {
  const routes = routeTable.map((route) => [route.name, route] as const);
  const at = (path: string) => path.replaceAll(/\{\w+\}/g, "unknown");

  it.each(routes)("%s asks for the key that its scope names", async (_name, route) => {
    const { method, scope } = route;
    const path = at(route.path);
    const status = async (handler: Handler, key?: string) => {
      const answer = await ask(handler, path, key, { method });
      await answer.body?.cancel();
      return answer.status;
    };
    if (scope === null) {
      expect(await status(closed)).toBe(200);
      return;
    }
    expect(await status(closed)).toBe(401);
    expect(await status(closed, makeKeyText().text)).toBe(401);
    const isOpen = scope === "read";
    expect((await status(open)) === 401).toBe(!isOpen);
    const wanted = scope === "metrics" ? "read" : scope;
    for (const [of, key] of texts) {
      const allowed = of === wanted || of === "admin";
      expect([401, 403].includes(await status(closed, key))).toBe(!allowed);
    }
  });
});

describe("/keys", () => {
  const admin = () => texts.get("admin");
  const json = (body: unknown, headers = { "content-type": "application/json" }) => ({
    ...{ method: "POST", body: JSON.stringify(body), headers },
  });

  it("makes, lists and revokes keys without a restart", async () => {
    const expires = new Date(Date.now() + 86_400_000).toISOString();
    const wanted = { label: "shop", scopes: ["read"], expires_at: expires };
    const answer = await ask(open, "/keys", admin(), json(wanted));
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toBe("no-store, no-transform");
    const { key, ...made } = await jsonOf<NewKeyResponse>(answer);
    expect(made).toMatchObject({ ...wanted, last_four: key.slice(-4) });
    expect((await ask(open, "/images", key)).status).toBe(200);
    const another = async () => (await ask(closed, "/images", key)).status;
    await vi.waitFor(async () => expect(await another()).toBe(200), { timeout: 2500 });

    const list = await ask(open, "/keys", admin());
    const text = await list.clone().text();
    expect((await jsonOf<KeyListResponse>(list)).keys).toContainEqual(made);
    expect(text).not.toContain(key);
    expect(text).not.toContain("hash");

    const gone = await ask(open, `/keys/${made.id}`, admin(), { method: "DELETE" });
    expect(gone.status).toBe(204);
    await problemOf(await ask(open, "/images", key), 401);
    await vi.waitFor(async () => expect(await another()).toBe(401), { timeout: 2500 });
    await problemOf(await ask(open, `/keys/${made.id}`, admin(), { method: "DELETE" }), 404);
  });

  it.each<[unknown, string]>([
    [{ label: "x", scope: ["read"] }, "Did you mean scopes?"],
    [{ label: "x", scopes: ["all"] }, "scopes"],
    [{ label: "a\r\nSet-Cookie: x=1", scopes: ["read"] }, "label"],
    [{ label: "x", scopes: ["read"], expires_at: "tomorrow" }, "expires_at"],
    [[], "The body"],
  ])("refuses %j", async (body, word) => {
    const problem = await problemOf(await ask(open, "/keys", admin(), json(body)), 400);
    expect(problem.detail).toContain(word);
  });

  it("takes JSON only", async () => {
    const body = json({}, { "content-type": "text/plain" });
    await problemOf(await ask(open, "/keys", admin(), body), 415);
    await problemOf(await ask(open, "/keys", admin(), { method: "PUT" }), 405);
  });
});

it.each([[{ read: "closed" }], [{ metrics: true }], [{ write: "open" }]])(
  "refuses the access %j",
  (access) => {
    expect(() => createHandler(index.revimg, { access: access as never })).toThrow("access");
  },
);
