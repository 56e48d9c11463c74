import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHandler, type Handler } from "./create-handler.js";
import type { Problem } from "./problem.js";
import { jsonOf, openTestIndex, type TestIndex } from "./test-index.js";

let index: TestIndex;
let handler: Handler;

beforeAll(async () => {
  index = await openTestIndex();
  handler = createHandler(index.revimg, { basePath: "/api/", onError: () => {} });
});
afterAll(() => index[Symbol.asyncDispose]());

function request(path: string, method = "GET"): Promise<Response> {
  return handler(new Request(`http://localhost${path}`, { method }));
}

describe("createHandler", () => {
  it("reports its health", async () => {
    const response = await request("/api/health");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      status: "ok",
      model: { id: index.revimg.model.id, dimension: 512 },
      count: 8,
      stores: (await index.revimg.stats()).stores,
    });
  });

  it.each(["/api/health/live", "/api/health/ready", "/api/health/"])("answers %s", async (path) => {
    const response = await request(path);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "ok" });
  });

  it.each(["/", "/health", "/api/nothing", "/api/image", "/api/image/a/b", "/apihealth"])(
    "has nothing at %s",
    async (path) => {
      const response = await request(path);
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      const problem = await jsonOf<Problem>(response);
      expect(problem).toMatchObject({ code: "not_found", status: 404 });
      expect(problem.detail).toContain("POST /api/search");
    },
  );

  it.each([
    ["GET", "/api/search", "POST"],
    ["PUT", "/api/search", "POST"],
    ["POST", "/api/image/x", "GET, HEAD"],
    ["DELETE", "/api/image/x", "GET, HEAD"],
    ["POST", "/api/health", "GET, HEAD"],
    ["POST", "/api/health/live", "GET, HEAD"],
  ])("refuses %s %s and names the methods there are", async (method, path, allow) => {
    const response = await request(path, method);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect(await response.json()).toMatchObject({ status: 405, code: "unsupported" });
  });

  it.each(["api", "/a b", "/api?x", "http://localhost/api"])(
    "refuses the prefix %s",
    (basePath) => {
      expect(() => createHandler(index.revimg, { basePath })).toThrow("basePath");
    },
  );

  it("answers 503 when the index is closed, but stays alive", async () => {
    const closed = await openTestIndex();
    const late = createHandler(closed.revimg, { onError: () => {} });
    await closed[Symbol.asyncDispose]();
    const at = (path: string) => late(new Request(`http://localhost${path}`));
    for (const path of ["/health", "/health/ready", "/image/x"]) {
      const response = await at(path);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: "disposed" });
    }
    expect((await at("/health/live")).status).toBe(200);
  });
});
