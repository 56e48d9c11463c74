import { RevimgError } from "@revimg/core";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createHandler } from "../create-handler.js";
import { formOf, openTestIndex, problemOf, searchRequest } from "../test-index.js";

const index = await openTestIndex();
const handler = createHandler(index.revimg, { basePath: "/api" });
afterAll(() => index[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

const picture = (name: string) => index.pictures.get(name)!;

describe("what POST /search refuses", () => {
  it("a form without the field, naming what it has", async () => {
    const form = new FormData();
    form.set("file", new Blob([picture("memory-0")]), "photo.jpg");
    form.set("limit", "3");
    const problem = await problemOf(await handler(searchRequest(form)), 400);
    expect(problem.code).toBe("invalid_input");
    expect(problem.detail).toContain('no field "image"');
    expect(problem.detail).toContain('the file "file"');
  });

  it("several files", async () => {
    const form = formOf(picture("memory-0"));
    form.append("image", new Blob([picture("memory-1")]), "other.jpg");
    const problem = await problemOf(await handler(searchRequest(form)), 400);
    expect(problem.detail).toContain("two files");
  });

  it("an empty picture", async () => {
    const problem = await problemOf(await handler(searchRequest(formOf(new Uint8Array(0)))), 400);
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
    const request = searchRequest(body, "/api/search", {
      "content-type": "multipart/form-data; boundary=x",
    });
    const problem = await problemOf(await handler(request), 400);
    expect(problem.code).toBe("invalid_input");
  });

  it("a multipart type without a boundary", async () => {
    const request = searchRequest("x", "/api/search", { "content-type": "multipart/form-data" });
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
    const request = searchRequest(body, "/api/search", { "content-type": "application/json" });
    const problem = await problemOf(await handler(request), status);
    expect(problem.code).toBe(code);
    expect(problem.detail).not.toContain("secret");
  });

  it.each(["text/plain", "application/x-www-form-urlencoded"])(
    "a body of %s, saying what is accepted",
    async (type) => {
      const request = searchRequest("a", "/api/search", { "content-type": type });
      const problem = await problemOf(await handler(request), 415);
      expect(problem.code).toBe("unsupported");
      expect(problem.detail).toContain('multipart/form-data in the field "image"');
    },
  );

  it("bytes that are no picture", async () => {
    const form = formOf(new TextEncoder().encode("This is a text, not a picture."));
    const response = await handler(searchRequest(form));
    expect([415, 422]).toContain(response.status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it.each(["limit=0", "limit=1001", "limit=ten", "min_similarity=2", "cursor=nonsense"])(
    "%s",
    async (query) => {
      const response = await handler(
        searchRequest(formOf(picture("memory-0")), `/api/search?${query}`),
      );
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
    const problem = await problemOf(await limited()(searchRequest(form, "/search")), 413);
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
    const response = await watched()(searchRequest(formOf(picture("memory-0")), "/search"));
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
    const response = await watched()(searchRequest(formOf(picture("memory-0")), "/search"));
    expect(response.headers.get("retry-after")).toBe("1");
    const problem = await problemOf(response, 503);
    expect(problem.code).toBe("store_failed");
    expect(JSON.stringify(problem)).not.toContain("/var/lib");
  });

  it("rounds the wait of an overloaded index up to seconds", async () => {
    const error = new RevimgError("overloaded", "busy", { details: { retryAfterMs: 2500 } });
    vi.spyOn(index.revimg, "search").mockRejectedValueOnce(error);
    const response = await watched()(searchRequest(formOf(picture("memory-0")), "/search"));
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
    const request = new Request(searchRequest(formOf(picture("memory-0")), "/search"), {
      signal: controller.signal,
    });
    expect((await watched()(request)).status).toBe(499);
    expect(onError).not.toHaveBeenCalled();
  });
});
