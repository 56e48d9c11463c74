import { afterAll, beforeAll, expect, it, test } from "vitest";
import { createHandler, type Handler, type HandlerOptions } from "../create-handler.js";
import type { Scope } from "../guard/access-key.js";
import { AccessKeys } from "../guard/access-keys.js";
import { formOf, jsonOf, openTestIndex, problemOf, type TestIndex } from "../test-index.js";
import type { SearchResponse } from "../wire/search-response.js";

let index: TestIndex;
const keys = new Map<Scope, string>();

beforeAll(async () => {
  index = await openTestIndex();
  const stored = new AccessKeys(index.revimg.settings);
  for (const scope of ["read", "write", "admin"] as const) {
    keys.set(scope, (await stored.add({ label: scope, scopes: [scope] })).text);
  }
});
afterAll(() => index[Symbol.asyncDispose]());

const open = (thoroughCopies?: HandlerOptions["thoroughCopies"]) =>
  createHandler(index.revimg, thoroughCopies ? { thoroughCopies } : {});

function search(
  handler: Handler,
  scope: Scope | null,
  { copies = "thorough", name = "memory-0" } = {},
) {
  const body = formOf(index.pictures.get(name)!, { copies, limit: "1" });
  const headers = new Headers(scope ? { authorization: `Bearer ${keys.get(scope)}` } : {});
  return handler(new Request("http://localhost/search", { method: "POST", body, headers }));
}

it("needs a key for reading unless it is told otherwise", async () => {
  const handler = open();
  const refused = await search(handler, null);
  expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="revimg"');
  expect((await problemOf(refused, 401)).detail).toContain("A thorough search costs");
  expect((await problemOf(await search(handler, "write"), 403)).code).toBe("forbidden");
  expect((await search(handler, null, { copies: "near" })).status).toBe(200);
  const answer = await search(handler, "read");
  expect(answer.status).toBe(200);
  const { similar_images } = await jsonOf<SearchResponse>(answer);
  expect(similar_images[0]).toMatchObject({ id: index.ids.get("memory-0"), tier: "exact" });
});

it("is turned off for admins, too", async () => {
  const { code, detail } = await problemOf(await search(open({ access: "off" }), "admin"), 403);
  expect({ code, detail }).toMatchObject({
    code: "forbidden",
    detail: expect.stringContaining("no thorough searches"),
  });
});

it("is refused at its deadline, and tells when to come back", async () => {
  const handler = open({ access: "open", deadlineMs: 1 });
  // Not one that the cache knows.
  const late = await search(handler, null, { name: "memory-1" });
  expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await problemOf(late, 503)).code).toBe("overloaded");
  // The place is free again, and other searches have their own deadline.
  expect((await search(handler, null, { copies: "near" })).status).toBe(200);
  expect((await problemOf(await search(handler, null, { name: "memory-2" }), 503)).code).toBe(
    "overloaded",
  );
});

test.each<[string, object, string]>([
  ["another access", { access: "write" }, "thoroughCopies.access"],
  ["no number", { concurrent: 0 }, "concurrent is 0"],
  ["another name", { deadline: 5 }, "thoroughCopies has no deadline"],
])("%s is refused", (_, options, message) => {
  expect(() => open(options)).toThrow(message);
});
