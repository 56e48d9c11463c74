import { afterAll, describe, expect, it } from "vitest";
import { createHandler } from "./create-handler.js";
import { formOf, openTestIndex, searchRequest } from "./test-index.js";

const index = await openTestIndex();
afterAll(() => index[Symbol.asyncDispose]());

const shop = "https://shop.example";
const picture = index.pictures.get("memory-0") as Uint8Array<ArrayBuffer>;

function preflight(handler: ReturnType<typeof createHandler>, origin: string) {
  const headers = { origin, "access-control-request-method": "POST" };
  return handler(new Request("http://localhost/search", { method: "OPTIONS", headers }));
}

describe("with the option cors", () => {
  const handler = createHandler(index.revimg, { cors: [shop] });

  it("a named origin may ask, and read answers and problems", async () => {
    const asked = await preflight(handler, shop);
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe(shop);
    expect(asked.headers.get("access-control-allow-methods")).toBe("GET,HEAD,POST,PATCH,DELETE");
    const headers = { origin: shop };
    const id = index.ids.get("memory-0")!;
    for (const request of [
      searchRequest(formOf(picture), "/search", headers),
      new Request(`http://localhost/image/${id}`, { headers }),
      new Request("http://localhost/images?limit=0", { headers }),
      new Request("http://localhost/nowhere", { headers }),
    ]) {
      const answer = await handler(request);
      expect(answer.headers.get("access-control-allow-origin")).toBe(shop);
      expect(answer.headers.get("vary")).toMatch(/origin/i);
      await answer.body?.cancel();
    }
  });

  it.each([
    "https://shop.example.evil.example",
    "http://shop.example",
    "https://shop.example:8443",
    "null",
  ])("%s may not", async (origin) => {
    const asked = await preflight(handler, origin);
    expect(asked.headers.get("access-control-allow-origin")).toBeNull();
    const answer = await handler(new Request("http://localhost/health", { headers: { origin } }));
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("a star lets everybody ask, without credentials", async () => {
    const asked = await preflight(createHandler(index.revimg, { cors: "*" }), "https://a.example");
    expect(asked.headers.get("access-control-allow-origin")).toBe("*");
    expect(asked.headers.get("access-control-allow-credentials")).toBeNull();
  });
});

it("without it no other origin may ask", async () => {
  const asked = await preflight(createHandler(index.revimg), shop);
  expect(asked.status).toBe(405);
  expect(asked.headers.get("access-control-allow-origin")).toBeNull();
});

it.each([["https://shop.example/"], ["shop.example"], ["*"], [""], [5]])(
  "refuses %j as an origin",
  (origin) => {
    const cors = [origin] as string[];
    expect(() => createHandler(index.revimg, { cors })).toThrow(/cors must be/);
  },
);
