import { afterAll, describe, expect, it } from "vitest";
import { createHandler } from "../create-handler.js";
import { formOf, openTestIndex, problemOf, searchRequest } from "../test-index.js";

const index = await openTestIndex();
const handler = createHandler(index.revimg);
afterAll(() => index[Symbol.asyncDispose]());

const picture = index.pictures.get("memory-0") as Uint8Array<ArrayBuffer>;

function ask(fields: Record<string, string>, parameters = "") {
  return handler(searchRequest(formOf(picture, fields), `/search${parameters}`));
}

describe("names that a search has not", () => {
  it.each<[string, string, Record<string, string>, string?]>([
    ["a field", "Did you mean limit?", { limits: "5" }],
    ["a field that is a name of core", "Did you mean min_similarity?", { minSimilarity: "0.5" }],
    ["a field like no other", "There are limit, cursor,", { colour: "red" }],
    ["a parameter", "Did you mean limit?", {}, "?lmit=5"],
    ["a part", "Did you mean image?", { query: '[{"imge":"image"}]' }],
    ["a part to avoid", "Did you mean text?", { negative: '{"txt":"red"}' }],
    ["a condition", "Did you mean domain?", { filter: '{"domains":"a.example"}' }],
    ["a condition in core's words", "Did you mean created_at?", { filter: '{"createdAt":{}}' }],
    ["a bound", "Did you mean gte?", { filter: '{"width":{"gt":5}}' }],
    [
      "a region beside a list",
      "region beside a list",
      { query: '[{"image":"image"}]', region: "0,0,9,9" },
    ],
    ["a picture and an id", "image and id", { id: "a" }],
  ])("%s is told, and what was meant", async (_, message, fields, parameters) => {
    const problem = await problemOf(await ask(fields, parameters), 400);
    expect(problem).toMatchObject({ code: "invalid_input" });
    expect(problem.detail).toContain(message);
  });

  it.each([
    ["a name", '{"idd":"a"}', "Did you mean id?"],
    ["a name of core", '{"id":"a","minSimilarity":0.5}', "Did you mean min_similarity?"],
    [
      "a part",
      '{"query":[{"id":"a"},{"textt":"b"}]}',
      'query[1] has no "textt". Did you mean text?',
    ],
    ["a region", '{"id":"a","region":{"x":0,"y":0,"w":1,"height":1}}', 'has no "w"'],
    ["a weight of the whole", '{"id":"a","weight":2}', "There are image, url"],
    ["a model beside a list", '{"query":[{"id":"a"}],"model":"mini-2"}', "model beside a list"],
    ["lists in lists", `{"query":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "query.0"],
    ["no object", '["a"]', "The body"],
  ])("%s of a JSON body is told", async (_, body, message) => {
    const request = searchRequest(body, "/search", { "content-type": "application/json" });
    expect((await problemOf(await handler(request), 400)).detail).toContain(message);
  });

  it("parameters beside a JSON body are not passed over", async () => {
    const headers = { "content-type": "application/json" };
    const request = searchRequest('{"id":"a"}', "/search?limit=1", headers);
    expect((await problemOf(await handler(request), 400)).detail).toContain('Put "limit" there');
  });

  it("a parameter given twice is told", async () => {
    const problem = await problemOf(await ask({}, "?limit=1&limit=1"), 400);
    expect(problem.detail).toContain("limit is given twice");
  });

  it("a field given twice is told", async () => {
    const form = formOf(picture, { limit: "1" });
    form.append("limit", "2");
    const problem = await problemOf(await handler(searchRequest(form, "/search")), 400);
    expect(problem.detail).toContain("limit is given twice");
  });
});

describe("GET /image/{id}", () => {
  const get = (parameters: string) =>
    handler(new Request(`http://localhost/image/${index.ids.get("memory-0")}${parameters}`));

  it.each([
    ["?varient=thumbnail", "Did you mean variant?"],
    ["?variant=thumbnail&size=5", 'has no "size"'],
    ["?variant=thumbnail&variant=original", "variant is given twice"],
    ["?variant=small", "variant must be thumbnail or original"],
  ])("refuses %s", async (parameters, message) => {
    expect((await problemOf(await get(parameters), 400)).detail).toContain(message);
  });
});

describe("what can't be read", () => {
  it.each([
    ["gzip", "multipart/form-data; boundary=x"],
    ["br", "image/jpeg"],
    ["GZIP", "application/json"],
    ["gzip, deflate", "application/octet-stream"],
  ])("a body with the encoding %s is refused as such", async (encoding, type) => {
    const headers = { "content-type": type, "content-encoding": encoding };
    const response = await handler(searchRequest(picture, "/search", headers));
    expect(response.headers.get("accept-encoding")).toBe("identity");
    const problem = await problemOf(response, 415);
    expect(problem.code).toBe("unsupported");
    expect(problem.detail).toContain("Send it as it is");
  });

  it("a body that says it is not encoded is read", async () => {
    const headers = { "content-type": "image/jpeg", "content-encoding": "identity" };
    expect((await handler(searchRequest(picture, "/search", headers))).status).toBe(200);
  });

  it.each([
    ["GET", "/search", "POST"],
    ["PUT", "/search", "POST"],
    ["POST", "/image/a", "GET, HEAD"],
    ["DELETE", "/image/a", "GET, HEAD"],
    ["POST", "/health", "GET, HEAD"],
    ["POST", "/health/live", "GET, HEAD"],
    ["PUT", "/health/ready", "GET, HEAD"],
  ])("%s %s is answered with what the address takes", async (method, path, allow) => {
    const response = await handler(new Request(`http://localhost${path}`, { method }));
    expect(response.headers.get("allow")).toBe(allow);
    expect((await problemOf(response, 405)).code).toBe("unsupported");
  });
});
