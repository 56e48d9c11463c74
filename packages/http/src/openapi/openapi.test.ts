import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, expect, it } from "vitest";
import { createHandler } from "../create-handler.js";
import { routeTable } from "../routes/route-table.js";
import { jsonOf, openTestIndex } from "../test-index.js";
import type { OpenApiDocument } from "./document-types.js";

const index = await openTestIndex();
const handler = createHandler(index.revimg, { basePath: "/api" });
afterAll(() => index[Symbol.asyncDispose]());

const get = (path: string) => handler(new Request(`http://localhost/api${path}`));

it("the document is valid OpenAPI 3.1, and so are its references", async () => {
  const document = await jsonOf<OpenApiDocument>(await get("/openapi.json"));
  const validator = new Validator();
  const { valid, errors } = await validator.validate({ ...document });
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
  const text = JSON.stringify(document);
  const referred = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  const names = Object.keys(document.components.schemas);
  expect(names).toEqual(expect.arrayContaining(referred.map(([, name]) => name)));
  expect(text).not.toContain("$defs");
});

it("the document has every route, under the prefix, with the scope it needs", async () => {
  const { paths, servers } = await jsonOf<OpenApiDocument>(await get("/openapi.json"));
  expect(servers).toEqual([{ url: "/api" }]);
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      return [method.toUpperCase(), path, operation["x-scope"] ?? null];
    }),
  );
  const all = routeTable.map(({ method, path, scope }) => [method, path, scope]);
  expect(told.toSorted()).toEqual(all.toSorted());
  expect(new Set(routeTable.map(({ name }) => name)).size).toBe(routeTable.length);
});

it("a route that changes something needs more than to read", () => {
  const asking = ["search", "compare", "listDuplicates"];
  const changing = routeTable.filter(
    ({ method, name }) => method !== "GET" && !asking.includes(name),
  );
  expect(changing.filter(({ scope }) => scope !== "write" && scope !== "admin")).toEqual([]);
});

it("the page shows every route, loads nothing and leads nowhere that it has not", async () => {
  const response = await get("/docs");
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const page = await response.text();
  for (const { name } of routeTable) expect(page).toContain(`<section id="${name}"`);
  expect(page).not.toMatch(/<script|https?:|undefined|\[object/);
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
  expect(targets.filter((target) => !ids.has(target))).toEqual([]);
});
