import { RevimgError } from "@revimg/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createHandler, type Handler } from "./create-handler.js";
import type { Problem } from "./problem.js";
import { formOf, jsonOf, openTestIndex, type TestIndex } from "./test-index.js";
import type { SearchResponse } from "./wire.js";

let index: TestIndex;
let handler: Handler;

beforeAll(async () => {
  index = await openTestIndex();
  handler = createHandler(index.revimg, { basePath: "/api" });
});
afterAll(() => index[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

function picture(name: string): Uint8Array {
  return index.pictures.get(name)!;
}

function post(
  body: RequestInit["body"],
  path = "/api/search",
  headers: Record<string, string> = {},
) {
  return new Request(`http://localhost${path}`, { method: "POST", body, headers });
}

async function search(body: FormData, path?: string): Promise<SearchResponse> {
  const response = await handler(post(body, path));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  return jsonOf(response);
}

async function problemOf(response: Response, status: number): Promise<Problem> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = await jsonOf<Problem>(response);
  expect(problem.status).toBe(status);
  expect(problem.type).toBe(`urn:revimg:error:${problem.code}`);
  return problem;
}

describe("POST /search", () => {
  it("takes a vector with the id of its model in place of a picture", async () => {
    const { id: model, dimension } = index.revimg.model;
    const vector = Array.from({ length: dimension }, (_, i) => Math.sin(i));
    const filter = { domain: "example.org" };
    const request = post(JSON.stringify({ vector, model, limit: 3, filter }), "/api/search", {
      "content-type": "application/json; charset=utf-8",
    });
    const answer = await jsonOf<SearchResponse>(await handler(request));
    expect(answer.similar_images).toHaveLength(3);
    expect(answer.similar_images.every(({ tier }) => tier === "similar")).toBe(true);
  });

  it("takes an id in place of a picture, which itself is left out", async () => {
    const id = index.ids.get("memory-2")!;
    const body = JSON.stringify({
      id,
      region: { x: 0, y: 0, width: 0.5, height: 1, unit: "fractions" },
    });
    const headers = { "content-type": "application/json" };
    for (const text of [JSON.stringify({ id }), body]) {
      const answer = await jsonOf<SearchResponse>(
        await handler(post(text, "/api/search", headers)),
      );
      expect(answer.similar_images).toHaveLength(7);
      expect(answer.similar_images.map((image) => image.id)).not.toContain(id);
    }
  });

  it("asks with several pictures of a form, and without others", async () => {
    const form = formOf(picture("memory-1"), {
      query: '[{"image":"image"},{"image":"second","weight":0.8}]',
      negative: JSON.stringify({ id: index.ids.get("memory-5") }),
    });
    form.set("second", new Blob([picture("memory-3") as Uint8Array<ArrayBuffer>]), "second.jpg");
    const { similar_images: images } = await search(form);
    const expected = await index.revimg.search({
      query: [{ image: picture("memory-1") }, { image: picture("memory-3"), weight: 0.8 }],
      negative: { id: index.ids.get("memory-5")! },
    });
    expect(images.map(({ id, similarity }) => [id, similarity])).toEqual(
      expected.matches.map(({ id, similarity }) => [id, similarity]),
    );
    expect(images).toHaveLength(7);
  });

  it("cuts a region out of the picture, also of one that comes without a form", async () => {
    const region = { x: 40, y: 30, width: 200, height: 150 };
    const expected = await index.revimg.search({ image: picture("memory-1"), region });
    const form = await search(formOf(picture("memory-1"), { region: "40,30,200,150" }));
    const request = post(
      picture("memory-1") as Uint8Array<ArrayBuffer>,
      "/api/search?region=40,30,200,150",
      {
        "content-type": "image/jpeg",
      },
    );
    const bare = await jsonOf<SearchResponse>(await handler(request));
    expect(bare).toEqual(form);
    expect(form.similar_images.map(({ similarity }) => similarity)).toEqual(
      expected.matches.map(({ similarity }) => similarity),
    );
  });

  it("tells where it cut", async () => {
    const form = formOf(picture("memory-1"), { cutoff: "1.5" });
    const { min_similarity: least, similar_images: images } = await search(form);
    expect(least).toBeGreaterThan(0);
    expect(images.length).toBeLessThan(8);
    expect(images.every(({ similarity }) => similarity >= least!)).toBe(true);
  });

  it("finds the picture itself first, under the names of the wire", async () => {
    const answer = await search(formOf(picture("memory-2")));
    expect(Object.keys(answer)).toEqual([
      "keywords",
      "keyword_details",
      "similar_images",
      "next_cursor",
      "min_similarity",
      "truncated",
    ]);
    expect(answer.keywords).toContain("drawing");
    const details = answer.keyword_details.find(({ keyword }) => keyword === "drawing");
    expect(Object.keys(details!)).toEqual(["keyword", "score", "image_ids"]);
    expect(details!.image_ids).toContain(index.ids.get("memory-2"));

    const id = index.ids.get("memory-2")!;
    const first = answer.similar_images[0]!;
    expect(first.similarity).toBeGreaterThan(0.99);
    expect(first).toEqual({
      id,
      thumbnail_url: `/api/image/${id}?variant=thumbnail`,
      image_url: `/api/image/${id}`,
      source_url: "https://www.example.org/memory-2.jpg",
      source_domain: "example.org",
      similarity: first.similarity,
      tier: "exact",
      evidence: { by: "bytes", edits: [], overlap: 1, rotation: 0 },
      filename: "memory-2.jpg",
      title: "Picture 2",
      author: "A. Painter",
      license: "CC0-1.0",
      width: 480,
      height: 360,
      mime_type: "image/jpeg",
      sources: [
        {
          url: "https://www.example.org/memory-2.jpg",
          page_url: "https://www.example.org/pages/memory-2",
          domain: "example.org",
          title: "Picture 2",
          author: "A. Painter",
          license: "CC0-1.0",
        },
      ],
      tags: first.tags,
    });
    expect(first.tags).toContainEqual({ tag: "drawing", confidence: 1, origin: "user" });
  });

  it("never tells where a file lies on the server", async () => {
    const response = await handler(post(formOf(picture("disk-0"))));
    const text = await response.text();
    const answer: SearchResponse = JSON.parse(text);
    expect(answer.similar_images[0]).toMatchObject({
      id: index.ids.get("disk-0"),
      filename: "disk-0.jpg",
      source_url: null,
      sources: [],
    });
    expect(text).not.toContain(index.folder);
  });

  it("takes the bare bytes of a picture", async () => {
    for (const type of ["image/jpeg", "application/octet-stream"]) {
      const body = picture("memory-1");
      const response = await handler(post(body, "/api/search?limit=1", { "content-type": type }));
      const answer = await jsonOf<SearchResponse>(response);
      expect(answer.similar_images.map(({ id }) => id)).toEqual([index.ids.get("memory-1")]);
    }
  });

  it("pages through everything without repeating", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const fields: Record<string, string> = { limit: "3", ...(cursor && { cursor }) };
      const answer = await search(formOf(picture("memory-0"), fields));
      seen.push(...answer.similar_images.map(({ id }) => id));
      cursor = answer.next_cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(8);
    expect(new Set(seen)).toEqual(new Set(index.ids.values()));
  });

  it("leaves out what is below min_similarity", async () => {
    const path = "/api/search?min_similarity=0.9999";
    const { similar_images } = await search(formOf(picture("memory-3")), path);
    expect(similar_images.map(({ id }) => id)).toEqual([index.ids.get("memory-3")]);
  });

  it("gives thumbnails that open", async () => {
    const { similar_images } = await search(formOf(picture("memory-4")));
    for (const { thumbnail_url } of similar_images) {
      const response = await handler(new Request(new URL(thumbnail_url, "http://localhost")));
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("image/webp");
    }
  });

  it("works without a mount prefix, too", async () => {
    const bare = createHandler(index.revimg);
    const response = await bare(post(formOf(picture("memory-4")), "/search?limit=1"));
    const { similar_images } = await jsonOf<SearchResponse>(response);
    const id = index.ids.get("memory-4");
    expect(similar_images[0]!.thumbnail_url).toBe(`/image/${id}?variant=thumbnail`);
  });
});

describe("what POST /search refuses", () => {
  it("a form without the field, naming what it has", async () => {
    const form = new FormData();
    form.set("file", new Blob([picture("memory-0")]), "photo.jpg");
    form.set("limit", "3");
    const problem = await problemOf(await handler(post(form)), 400);
    expect(problem.code).toBe("invalid_input");
    expect(problem.detail).toContain('no field "image"');
    expect(problem.detail).toContain('the file "file"');
  });

  it("several files", async () => {
    const form = formOf(picture("memory-0"));
    form.append("image", new Blob([picture("memory-1")]), "other.jpg");
    const problem = await problemOf(await handler(post(form)), 400);
    expect(problem.detail).toContain("two files");
  });

  it("an empty picture", async () => {
    const problem = await problemOf(await handler(post(formOf(new Uint8Array(0)))), 400);
    expect(problem.detail).toContain("no bytes");
  });

  it.each([
    ["cut off", '--x\r\nContent-Disposition: form-data; name="image"\r\n\r\nabc'],
    ["without its boundary", "hello"],
    ["empty", ""],
    [
      "with broken names",
      '--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\na\r\n--x--\r\n',
    ],
    [
      "of too many parts",
      `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(40)}--x--`,
    ],
  ])("a multipart body %s", async (_name, text) => {
    const body = Buffer.from(text, "latin1");
    const request = post(body, "/api/search", {
      "content-type": "multipart/form-data; boundary=x",
    });
    const problem = await problemOf(await handler(request), 400);
    expect(problem.code).toBe("invalid_input");
  });

  it("a multipart type without a boundary", async () => {
    const request = post("x", "/api/search", { "content-type": "multipart/form-data" });
    expect((await problemOf(await handler(request), 400)).detail).toContain("boundary");
  });

  it.each([
    ["{}", 400, "invalid_input"],
    ["not JSON", 400, "invalid_input"],
    ['{"vector":[1],"model":"mini-2"}', 400, "invalid_input"],
    ['{"vector":["a"],"model":"mini-2"}', 400, "invalid_input"],
    ['{"vector":[1],"model":"mini-2","limits":5}', 400, "invalid_input"],
    ['{"vector":[1],"model":"clip-vit-b32"}', 409, "index_mismatch"],
    ['{"query":[{"txt":"a koi"}]}', 400, "invalid_input"],
    ['{"image":"photo"}', 400, "invalid_input"],
    ['{"url":"http://127.0.0.1/a.jpg?key=secret"}', 403, "forbidden_url"],
    ['{"id":"none"}', 404, "not_found"],
  ])("the JSON body %s, saying why", async (body, status, code) => {
    const request = post(body, "/api/search", { "content-type": "application/json" });
    const problem = await problemOf(await handler(request), status);
    expect(problem.code).toBe(code);
    expect(problem.detail).not.toContain("secret");
  });

  it.each(["text/plain", "application/x-www-form-urlencoded"])(
    "a body of %s, saying what is accepted",
    async (type) => {
      const request = post("a", "/api/search", { "content-type": type });
      const problem = await problemOf(await handler(request), 415);
      expect(problem.code).toBe("unsupported");
      expect(problem.detail).toContain('multipart/form-data in the field "image"');
    },
  );

  it("bytes that are no picture", async () => {
    const form = formOf(new TextEncoder().encode("This is a text, not a picture."));
    const response = await handler(post(form));
    expect([415, 422]).toContain(response.status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it.each(["limit=0", "limit=1001", "limit=ten", "min_similarity=2", "cursor=nonsense"])(
    "%s",
    async (query) => {
      const response = await handler(post(formOf(picture("memory-0")), `/api/search?${query}`));
      const problem = await problemOf(response, 400);
      expect(problem.code).toBe("invalid_input");
      expect(problem.detail).toContain(query.split("=")[0]);
    },
  );
});

describe("the upload limit", () => {
  const maxUploadBytes = 100_000;
  const limited = () => createHandler(index.revimg, { maxUploadBytes });

  function stream(totalBytes: number, onPull: () => void = () => {}): ReadableStream<Uint8Array> {
    let left = totalBytes;
    return new ReadableStream({
      pull(controller) {
        onPull();
        if (left <= 0) return controller.close();
        controller.enqueue(new Uint8Array(Math.min(left, 16_384)));
        left -= 16_384;
      },
    });
  }

  function streamed(totalBytes: number, headers: Record<string, string>, onPull?: () => void) {
    return new Request("http://localhost/search", {
      method: "POST",
      body: stream(totalBytes, onPull),
      duplex: "half",
      headers: { "content-type": "image/jpeg", ...headers },
    } as RequestInit);
  }

  it("refuses by the announced length before it reads anything much", async () => {
    let pulls = 0;
    const request = streamed(50_000_000, { "content-length": "50000000" }, () => pulls++);
    const problem = await problemOf(await limited()(request), 413);
    expect(problem.code).toBe("image_too_large");
    expect(problem.detail).toContain("100000 bytes");
    expect(pulls).toBeLessThanOrEqual(1);
  });

  it("counts a body without a length, and stops reading when it is far too large", async () => {
    let pulls = 0;
    const request = streamed(50_000_000, {}, () => pulls++);
    await problemOf(await limited()(request), 413);
    expect(pulls).toBeLessThan(30);
  });

  it("counts a body that is longer than it says", async () => {
    await problemOf(await limited()(streamed(5_000_000, { "content-length": "10" })), 413);
  });

  it("receives to the end what is somewhat too large, so that the answer arrives", async () => {
    let pulls = 0;
    await problemOf(await limited()(streamed(300_000, {}, () => pulls++)), 413);
    expect(pulls).toBe(Math.ceil(300_000 / 16_384) + 1);
  });

  it("holds for the picture inside a form", async () => {
    const form = formOf(new Uint8Array(maxUploadBytes + 1));
    const problem = await problemOf(await limited()(post(form, "/search")), 413);
    expect(problem.detail).toContain("the 100000 bytes");
  });

  it("refuses a limit that is no number of bytes", () => {
    expect(() => createHandler(index.revimg, { maxUploadBytes: 0 })).toThrow("maxUploadBytes");
  });
});

describe("failures behind POST /search", () => {
  const onError = vi.fn();
  const watched = () => createHandler(index.revimg, { onError });
  afterEach(() => onError.mockReset());

  it("keeps an unexpected error to itself and its log", async () => {
    const secret = new Error("ENOENT /home/someone/private");
    vi.spyOn(index.revimg, "search").mockRejectedValueOnce(secret);
    const response = await watched()(post(formOf(picture("memory-0")), "/search"));
    const problem = await problemOf(response, 500);
    expect(problem.code).toBe("internal");
    expect(JSON.stringify(problem)).not.toMatch(/someone|ENOENT/);
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      secret,
      expect.objectContaining({ instance: problem.instance }),
    );
  });

  it("gives a store's failure by its code only, with Retry-After", async () => {
    const error = new RevimgError("store_failed", "disk I/O error in /var/lib/revimg/index.sqlite");
    vi.spyOn(index.revimg, "search").mockRejectedValueOnce(error);
    const response = await watched()(post(formOf(picture("memory-0")), "/search"));
    expect(response.headers.get("retry-after")).toBe("1");
    const problem = await problemOf(response, 503);
    expect(problem.code).toBe("store_failed");
    expect(JSON.stringify(problem)).not.toContain("/var/lib");
  });

  it("rounds the wait of an overloaded index up to seconds", async () => {
    const error = new RevimgError("overloaded", "busy", { details: { retryAfterMs: 2500 } });
    vi.spyOn(index.revimg, "search").mockRejectedValueOnce(error);
    const response = await watched()(post(formOf(picture("memory-0")), "/search"));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("3");
  });

  it("hands the request's signal to the search and says nothing about an abort", async () => {
    const controller = new AbortController();
    const spy = vi.spyOn(index.revimg, "search");
    spy.mockImplementationOnce((_query, options) => {
      controller.abort();
      options?.signal?.throwIfAborted();
      throw new Error("the signal did not arrive");
    });
    const request = new Request(post(formOf(picture("memory-0")), "/search"), {
      signal: controller.signal,
    });
    expect((await watched()(request)).status).toBe(499);
    expect(onError).not.toHaveBeenCalled();
  });
});
