import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHandler, type Handler } from "../create-handler.js";
import {
  drawPicture,
  formOf,
  jsonOf,
  openTestIndex,
  problemOf,
  type TestIndex,
  withKey,
} from "../test-index.js";
import type { IndexedImage } from "../wire/indexed-image.js";
import type { Job } from "../wire/jobs.js";

let index: TestIndex;
let handler: Handler;
let uploadDirectory: string;
let site: Awaited<ReturnType<typeof openSite>>;

/** Pictures at their paths, on this machine. */
async function openSite(files: ReadonlyMap<string, Uint8Array>) {
  const server = createServer((request, response) => {
    const bytes = files.get(request.url ?? "");
    if (bytes) response.end(bytes);
    else response.writeHead(404).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await once(server.close(), "close");
  };
  return { port, close };
}

beforeAll(async () => {
  site = await openSite(
    new Map([
      ["/koi.jpg?size=large", await drawPicture(27)],
      ["/a.jpg", await drawPicture(28)],
      ["/b.jpg", await drawPicture(29)],
    ]),
  );
  index = await openTestIndex({
    urls: { allowPrivate: [`127.0.0.1:${site.port}`], ports: [site.port] },
  });
  uploadDirectory = await mkdtemp(join(tmpdir(), "revimg-uploads-test-"));
  const options = { basePath: "/api", uploadDirectory, maxUploadBytes: 200_000 };
  handler = await withKey(createHandler(index.revimg, options), index.revimg, "write");
});
afterAll(async () => {
  await handler.close();
  await site.close();
  await index[Symbol.asyncDispose]();
  expect(await readdir(uploadDirectory)).toEqual([]);
  await rm(uploadDirectory, { recursive: true });
});

function send(method: string, path: string, body?: RequestInit["body"] | object) {
  const isJson = typeof body === "object" && body?.constructor === Object;
  const init = isJson
    ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } }
    : { body: (body ?? null) as RequestInit["body"] };
  return handler(new Request(`http://localhost/api${path}`, { method, ...init }));
}

async function add(seed: number, fields: Record<string, string> = {}): Promise<Response> {
  return send("POST", "/images", formOf(await drawPicture(seed), fields));
}

const described = {
  title: "A koi",
  author: "Ada",
  license: "CC0-1.0",
  tags: '["Koi","  red   fish "]',
  source_url: "https://example.org/koi.jpg",
  page_url: "https://example.org/koi",
  attributes: '{"price":5}',
};

describe("POST /images", () => {
  it("adds a picture with what is said of it, and finds it", async () => {
    const response = await add(20, described);
    expect(response.status).toBe(201);
    const image = await jsonOf<IndexedImage>(response);
    expect(response.headers.get("location")).toBe(`/api/images/${image.id}`);
    expect(image).toMatchObject({
      ...{ filename: "photo.jpg", title: "A koi", author: "Ada", license: "CC0-1.0" },
      sources: [{ url: described.source_url, page_url: described.page_url }],
    });
    const given = image.tags.filter(({ origin }) => origin === "user").map(({ tag }) => tag);
    expect(given).toEqual(["koi", "red fish"]);
    expect((await index.revimg.get(image.id))?.attributes).toEqual({ price: 5 });
    const { matches } = await index.revimg.search({ image: await drawPicture(20), limit: 1 });
    expect(matches[0]).toMatchObject({ id: image.id, tier: "exact" });
  });

  it("answers 200 to a picture that it knows, and adds what is said", async () => {
    const first = await jsonOf<IndexedImage>(await add(21));
    const again = await add(21, { page_url: "https://example.org/again" });
    expect(again.status).toBe(200);
    const image = await jsonOf<IndexedImage>(again);
    expect(image.id).toBe(first.id);
    expect(image.sources.map(({ page_url }) => page_url)).toContain("https://example.org/again");
  });

  it.each<[string, Record<string, string>, string]>([
    ["tags as words", { tags: "koi,pond" }, "tags must be a list of texts as JSON"],
    ["an address of another kind", { source_url: "file:///etc/passwd" }, "source_url must be"],
    ["attributes in a list", { attributes: "[1]" }, "attributes must be an object as JSON"],
    ["a misspelt field", { licence: "CC0" }, "Did you mean license?"],
    ["a path", { path: "/etc/passwd" }, 'The form has no "path"'],
  ])("refuses %s", async (_, fields, message) => {
    expect((await problemOf(await add(22, fields), 400)).detail).toContain(message);
  });

  it("refuses bytes that are no picture, with the code", async () => {
    const response = await send("POST", "/images", formOf(new TextEncoder().encode("a text")));
    expect([415, 422]).toContain(response.status);
    expect(JSON.stringify(await response.json())).not.toContain(uploadDirectory);
  });

  it.each([
    ["a picture of no bytes", formOf(new Uint8Array(0)), 400, "no bytes"],
    ["a form without a picture", new FormData(), 400, "The form has no picture"],
    ["a picture over the limit", formOf(new Uint8Array(200_001)), 413, "200000 bytes"],
    ["a text", "hello", 415, "not supported"],
  ])("refuses %s", async (_, body, status, message) => {
    expect((await problemOf(await send("POST", "/images", body), status)).detail).toContain(
      message,
    );
  });
});

describe("POST /images with addresses", () => {
  it("fetches a picture within the rules of the index", async () => {
    const address = `http://127.0.0.1:${site.port}/koi.jpg?size=large`;
    const response = await send("POST", "/images", {
      url: address,
      title: "Fetched",
      tags: ["net"],
    });
    expect(response.status).toBe(201);
    expect(await jsonOf<IndexedImage>(response)).toMatchObject({
      ...{ title: "Fetched", source_url: address },
    });
  });

  it("takes several as a job", async () => {
    const images = ["a.jpg", "b.jpg", "none"].map((name) => {
      return { url: `http://127.0.0.1:${site.port}/${name}`, tags: ["several"] };
    });
    const response = await send("POST", "/images", { images });
    expect(response.status).toBe(202);
    const location = response.headers.get("location")!.replace("/api", "");
    const events = await handler(
      new Request(`http://localhost/api${location}`, { headers: { accept: "text/event-stream" } }),
    );
    expect(await events.text()).toContain("event: end");
    const job = await jsonOf<Job>(await send("GET", location));
    expect(job).toMatchObject({
      progress: { total: 3, added: 2, failed: 1 },
      failures: [{ code: "not_found" }],
    });
  });

  it.each([
    [{ url: "http://169.254.169.254/latest?key=secret" }, 403, ""],
    [{ url: "file:///etc/passwd" }, 400, "url:"],
    [{ url: "https://example.org/a.jpg", images: [] }, 400, "images:"],
    [{ images: [{ url: "https://a.example/b" }], title: "a" }, 400, "either url"],
    [{ title: "a" }, 400, "either url"],
    [{ path: "/etc/passwd" }, 400, 'no "path"'],
    [{ images: [{ path: "/etc/passwd" }] }, 400, "images.0"],
  ])("refuses %j", async (body, status, message) => {
    const { detail } = await problemOf(await send("POST", "/images", body), status);
    expect(detail).toContain(message);
    expect(detail).not.toContain("secret");
  });
});

it("an upload for which there is no room in memory is told to come back, a slow one too", async () => {
  const bodies = { maxBytes: 50_000, maxBytesPerClient: 50_000 };
  const options = { uploadDirectory, bodies, onError: () => {} };
  const small = await withKey(createHandler(index.revimg, options), index.revimg, "write");
  const head = "--x\r\nContent-Disposition: form-data; name=image; filename=a\r\n\r\n";
  // It does not end.
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(head));
      controller.enqueue(new Uint8Array(60_000));
    },
  });
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const init = { method: "POST", body, duplex: "half", headers } as RequestInit;
  const response = await small(new Request("http://localhost/images", init));
  expect((await problemOf(response, 503)).code).toBe("overloaded");
  expect(response.headers.has("retry-after")).toBe(true);
});

describe("PATCH /images/{id}", () => {
  it("changes what is named and keeps the rest", async () => {
    const { id } = await jsonOf<IndexedImage>(await add(23, described));
    const changes = { title: "Two koi", attributes: { price: null, stock: 2 } };
    const changed = await jsonOf<IndexedImage>(await send("PATCH", `/images/${id}`, changes));
    expect(changed).toMatchObject({ title: "Two koi", author: "Ada" });
    expect((await index.revimg.get(id))?.attributes).toEqual({ stock: 2 });
    const sources = [{ page_url: "https://example.org/new", author: "Bob" }];
    const moved = await send("PATCH", `/images/${id}`, { title: null, sources });
    expect(await jsonOf<IndexedImage>(moved)).toMatchObject({
      title: null,
      sources: [{ url: null, page_url: "https://example.org/new", author: "Bob" }],
    });
  });

  it.each([
    [{ titel: "a" }, "Did you mean title?"],
    [{ tags: "koi" }, "tags:"],
    [{ sources: [{ title: "a" }] }, "needs a url"],
    [{ sources: [{ url: "javascript:alert(1)" }] }, "url"],
  ])("refuses %j", async (changes, message) => {
    const id = index.ids.get("memory-0");
    const problem = await problemOf(await send("PATCH", `/images/${id}`, changes), 400);
    expect(problem.detail).toContain(message);
  });

  it("answers 404 to an unknown id, and 415 to what is no JSON", async () => {
    await problemOf(await send("PATCH", "/images/none", { title: "a" }), 404);
    await problemOf(await send("PATCH", "/images/none", "title=a"), 415);
  });
});

describe("DELETE", () => {
  it("removes one picture", async () => {
    const { id } = await jsonOf<IndexedImage>(await add(24));
    expect((await send("DELETE", `/images/${id}`)).status).toBe(204);
    await problemOf(await send("DELETE", `/images/${id}`), 404);
    expect(await index.revimg.get(id)).toBeNull();
  });

  it("removes pictures by ids and by a filter", async () => {
    const first = await jsonOf<IndexedImage>(await add(25));
    await add(26, { tags: '["doomed"]' });
    const byId = await send("DELETE", "/images", { ids: [first.id, "none"] });
    expect(await byId.json()).toEqual({ deleted: 1 });
    const byFilter = await send("DELETE", "/images", { filter: { tags: "doomed" } });
    expect(await byFilter.json()).toEqual({ deleted: 1 });
  });

  it.each([
    [{}, "either ids or filter"],
    [{ ids: ["a"], filter: {} }, "either ids or filter"],
    [{ ids: [] }, "ids:"],
    [{ filter: { tag: "a" } }, "Did you mean tags?"],
    [{ filtr: {} }, "Did you mean filter?"],
  ])("refuses %j and removes nothing", async (body, message) => {
    const { count } = await index.revimg.stats();
    expect((await problemOf(await send("DELETE", "/images", body), 400)).detail).toContain(message);
    expect((await index.revimg.stats()).count).toBe(count);
  });
});

it("without a key nobody writes, and with one for reading neither", async () => {
  const open = createHandler(index.revimg);
  const reading = await withKey(open, index.revimg, "read");
  const { count } = await index.revimg.stats();
  const id = index.ids.get("memory-0");
  for (const [method, path] of [
    ["POST", "/images"],
    ["PATCH", `/images/${id}`],
    ["DELETE", `/images/${id}`],
    ["DELETE", "/images"],
    ["GET", "/jobs"],
    ["DELETE", "/jobs/a"],
  ] as const) {
    const ask = (to: Handler) => to(new Request(`http://localhost${path}`, { method }));
    expect((await problemOf(await ask(open), 401)).code).toBe("unauthorized");
    expect((await problemOf(await ask(reading), 403)).code).toBe("forbidden");
  }
  expect((await index.revimg.stats()).count).toBe(count);
});
