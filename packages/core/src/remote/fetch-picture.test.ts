import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import type { UrlOptions } from "../api/options.js";
import { defaultImageLimits } from "../pictures/limits.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";
import { fetchPicture } from "./fetch-picture.js";
import { serveForTest } from "./testing/loopback-server.js";
import { readUrlOptions } from "./url-options.js";

let bytes: Uint8Array;
beforeAll(async () => {
  bytes = await picture(1);
});

type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** A host of that name on this computer, opened by the options. */
async function host(routes: Record<string, Route>, options: UrlOptions = {}) {
  const server = await serveForTest((request, response) => {
    const route = routes[request.url!];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  const origin = `http://pictures.example:${server.port}`;
  const rules = readUrlOptions({ allowPrivate: [`pictures.example:${server.port}`], ...options })!;
  const resolve = async () => ["127.0.0.1"];
  const get = (
    path: string,
    { maxBytes = 100_000, signal = undefined as AbortSignal | undefined } = {},
  ) =>
    fetchPicture(`${origin}${path}`, {
      ...{ rules, resolve, signal },
      limits: { ...defaultImageLimits, maxBytes },
    });
  return { origin, port: server.port, get };
}

const send: Route = (_, response) =>
  response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes);

const redirect =
  (location: string, status = 302): Route =>
  (_, response) =>
    response.writeHead(status, { location, "set-cookie": "session=1" }).end("moved");

test("a picture comes as it is, asked for with its host's name and nothing personal", async () => {
  let headers: IncomingMessage["headers"] = {};
  const { get, port } = await host({
    "/a.jpg": (request, response) => {
      headers = request.headers;
      send(request, response);
    },
  });
  expect(Buffer.compare(await get("/a.jpg"), bytes)).toBe(0);
  expect(headers).toEqual({
    host: `pictures.example:${port}`,
    connection: "keep-alive",
    accept: "image/*",
    "accept-encoding": "identity",
    "user-agent": "revimg",
  });
});

test("three redirects are followed, without cookies, a fourth is not", async () => {
  const cookies: unknown[] = [];
  const { get } = await host({
    "/0": redirect("/1", 307),
    "/1": redirect("2", 301),
    "/2": redirect("./3?a#b", 308),
    "/3?a": (request, response) => {
      cookies.push(request.headers.cookie);
      send(request, response);
    },
    "/four": redirect("/0"),
  });
  expect(await get("/0")).toHaveLength(bytes.length);
  expect(cookies).toEqual([undefined]);
  await expect(get("/four")).rejects.toMatchObject({
    code: "forbidden_url",
    details: { reason: "redirects" },
  });
});

test.each<[string, Route, string, RegExp]>([
  ["nothing", (_, response) => response.writeHead(410).end(), "not_found", /status 410/],
  [
    "a login",
    (_, response) => response.writeHead(401).end(),
    "fetch_failed",
    /status 401.*logging in/,
  ],
  ["an error", (_, response) => response.writeHead(503).end(), "fetch_failed", /status 503/],
  [
    "nothing new, which was not asked",
    (_, response) => response.writeHead(304).end(),
    "fetch_failed",
    /status 304/,
  ],
  ["a part", (_, response) => response.writeHead(206).end("x"), "fetch_failed", /status 206/],
  [
    "a page",
    (_, response) =>
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<p>"),
    "unsupported",
    /leads to text\/html, not to a picture/,
  ],
  [
    "a compressed body",
    (_, response) =>
      response
        .writeHead(200, { "content-type": "image/bmp", "content-encoding": "gzip" })
        .end(gzipSync(Buffer.alloc(10_000_000))),
    "unsupported",
    /compressed/,
  ],
  [
    "too many bytes by its header",
    (_, response) => response.writeHead(200, { "content-length": 200_000 }).write("x"),
    "image_too_large",
    /200000 bytes; at most 100000/,
  ],
  ["a closed connection", (request) => request.socket.destroy(), "fetch_failed", /UND_ERR_SOCKET/],
  [
    "half a picture",
    (_, response) => {
      response.writeHead(200, { "content-length": 1000 }).write("half", () => response.destroy());
    },
    "fetch_failed",
    /could not be fetched/,
  ],
  [
    "nonsense",
    (request) => request.socket.end("SSH-2.0\r\n\r\n"),
    "fetch_failed",
    /could not be fetched/,
  ],
])("a host that sends %s is told by its code", async (_, route, code, message) => {
  const { get } = await host({ "/x": route });
  await expect(get("/x")).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test("a body without end is cut off at the limit", async () => {
  let isOpen = true;
  const { get } = await host({
    "/endless": (_, response) => {
      response.on("close", () => {
        isOpen = false;
      });
      const more = () => {
        while (isOpen && response.write(Buffer.alloc(16_384)));
        if (isOpen) response.once("drain", more);
      };
      more();
    },
  });
  await expect(get("/endless")).rejects.toMatchObject({ code: "image_too_large" });
  await expect.poll(() => isOpen).toBe(false);
});

test.each(["headers", "body"])("a host that never ends its %s is given up", async (part) => {
  const { get } = await host(
    {
      "/slow": (_, response) => {
        if (part === "body") response.writeHead(200).write("x");
      },
    },
    { timeoutMs: 150 },
  );
  await expect(get("/slow")).rejects.toMatchObject({
    code: "fetch_failed",
    retryable: true,
    message: expect.stringContaining("within 150 ms"),
  });
});

test("an abort closes the connection and is the reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  let closed: Promise<unknown> = Promise.resolve();
  const { get } = await host({
    "/slow": (request, response) => {
      closed = new Promise((resolve) => request.socket.on("close", resolve));
      response.writeHead(200).write("x", () => controller.abort(reason));
    },
  });
  await expect(get("/slow", { signal: controller.signal })).rejects.toBe(reason);
  await closed;
});

test("lists of hosts open and close", async () => {
  const { origin, port } = await host({ "/a.jpg": send });
  const resolve = async () => ["127.0.0.1"];
  const outcome = async (options: UrlOptions) => {
    const rules = readUrlOptions(options)!;
    const limits = defaultImageLimits;
    return fetchPicture(`${origin}/a.jpg`, { rules, limits, resolve, signal: undefined }).then(
      () => "fetched",
      (error) => error.details.reason,
    );
  };
  const name = "pictures.example";
  expect(await outcome({})).toBe("port");
  expect(await outcome({ ports: [port] })).toBe("address");
  expect(await outcome({ allow: [`${name}:${port}`] })).toBe("address");
  expect(await outcome({ allowPrivate: [name] })).toBe("port");
  expect(await outcome({ allowPrivate: [name], ports: [port] })).toBe("fetched");
  expect(await outcome({ allowPrivate: [`${name}:${port}`] })).toBe("fetched");
  expect(await outcome({ allowPrivate: ["*.example"], ports: [port] })).toBe("fetched");
  expect(await outcome({ allowPrivate: ["*.pictures.example"], ports: [port] })).toBe("address");
  expect(await outcome({ allow: ["other.example"], ports: [port] })).toBe("host");
  expect(await outcome({ allowPrivate: [`${name}:${port}`], allow: ["a.example"] })).toBe(
    "fetched",
  );
  expect(await outcome({ allowPrivate: [`${name}:${port}`], deny: [name] })).toBe("host");
  expect(await outcome({ allowPrivate: [`${name}:${port}`], deny: ["127.0.0.1"] })).toBe("host");
  expect(await outcome({ allowPrivate: [`${name}:1`], ports: [port] })).toBe("address");
});

test.each<[string, object]>([
  ["allow", { allow: "example.org" }],
  ["deny", { deny: ["https://example.org"] }],
  ["deny", { deny: ["*"] }],
  ["deny", { deny: ["*.10.0.0.1"] }],
  ["allowPrivate", { allowPrivate: ["10.0.0.0/8"] }],
  ["allowPrivate", { allowPrivate: ["a.example:70000"] }],
  ["allowPrivate", { allowPrivate: ["me@a.example"] }],
  ["ports", { ports: [0] }],
  ["timeoutMs", { timeoutMs: 0 }],
  ["alow", { alow: [] }],
])("urls.%s is checked: %o", (name, options) => {
  expect(() => readUrlOptions(options)).toThrow(
    expect.objectContaining({ code: "invalid_config", details: { option: `urls.${name}` } }),
  );
});

test("a search by address finds what the picture behind it finds", async () => {
  const { port } = await serveForTest(send);
  const revimg = await openIndex({ urls: { allowPrivate: [`127.0.0.1:${port}`] } });
  await indexAll(revimg, [{ bytes }, { bytes: await picture(2) }, { bytes: await picture(3) }]);
  const url = `http://127.0.0.1:${port}/a.jpg`;
  const byUrl = await revimg.search({ url });
  expect(byUrl).toEqual(await revimg.search({ image: bytes }));
  expect(byUrl.matches[0]?.tier).toBe("exact");
  const region = { x: 0, y: 0, width: 80, height: 60 };
  expect(await revimg.search({ url: new URL(url), region })).toEqual(
    await revimg.search({ image: bytes, region }),
  );
});

test("where urls are off nothing is fetched", async () => {
  const { port } = await serveForTest(send);
  const revimg = await openIndex({ urls: false });
  await expect(revimg.search({ url: `http://127.0.0.1:${port}/a.jpg` })).rejects.toMatchObject({
    code: "forbidden_url",
    details: { reason: "off" },
  });
});
