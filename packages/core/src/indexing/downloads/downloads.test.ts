import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { DownloadOptions, IndexOptions, IndexSource } from "../../api/indexing.js";
import type { UrlOptions } from "../../api/options.js";
import { serveForTest } from "../../remote/testing/loopback-server.js";
import { indexAll, openIndex, totals } from "../../testing/open-index.js";
import { picture } from "../../testing/temporary.js";

type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of pictures on this computer, and an index that may ask it. */
async function site(routes: Record<string, Route>, urls: UrlOptions = {}) {
  const asked: { path: string; headers: IncomingMessage["headers"] }[] = [];
  const server = await serveForTest((request, response) => {
    asked.push({ path: request.url!, headers: request.headers });
    const route = routes[request.url!];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const revimg = await openIndex({ urls: { allowPrivate: [`127.0.0.1:${server.port}`], ...urls } });
  return {
    ...{ revimg, origin, routes, asked },
    index: (source: IndexSource, options?: IndexOptions) => indexAll(revimg, source, options),
    failed: async () => (await revimg.list({ status: "failed" })).images,
    all: async () => (await revimg.list({ sort: "name" })).images,
  };
}

/** Answers as a server that knows about conditions does. */
const send =
  (bytes: Uint8Array, validators: Record<string, string> = {}): Route =>
  ({ headers }, response) => {
    const { etag, "last-modified": date } = validators;
    const isKnown = etag
      ? headers["if-none-match"] === etag
      : date && headers["if-modified-since"] === date;
    response.writeHead(isKnown ? 304 : 200, { "content-type": "image/jpeg", ...validators });
    response.end(isKnown ? undefined : bytes);
  };

const date = "Wed, 21 Oct 2015 07:28:00 GMT";

test("pictures are fetched by their addresses, and a second run fetches no bytes", async () => {
  const { origin, index, asked, all } = await site({
    "/a.jpg?size=1": send(await picture(1), { etag: '"one"' }),
    "/b.jpg": send(await picture(2), { "last-modified": date }),
  });
  const source = [
    { url: `${origin}/a.jpg?size=1#top`, title: "A", tags: ["Sea"] },
    `${origin}/b.jpg`,
  ];
  expect((await index(source)).totals).toEqual(totals({ added: 2 }));
  const [a, b] = await all();
  const domain = "127.0.0.1";
  expect(a).toMatchObject({ filename: "a.jpg", title: "A", original: "copy" });
  expect(a?.sources).toEqual([
    { url: `${origin}/a.jpg?size=1`, domain, etag: '"one"', title: "A", tags: ["sea"] },
  ]);
  expect(b?.sources).toEqual([{ url: `${origin}/b.jpg`, domain, lastModified: date }]);

  asked.length = 0;
  expect((await index(source)).totals).toEqual(totals({ unchanged: 2 }));
  expect(asked).toMatchObject([
    { path: "/a.jpg?size=1", headers: { "if-none-match": '"one"' } },
    { path: "/b.jpg", headers: { "if-modified-since": date } },
  ]);
  // Nothing was sent, so what is said of the pictures comes from the rows.
  expect(await all()).toEqual([a, b]);
});

test("what is said of a picture that is still there changes without its bytes", async () => {
  const { origin, index, all } = await site({
    "/a.jpg": send(await picture(1), { etag: '"one"' }),
  });
  const url = `${origin}/a.jpg`;
  await index([{ url, title: "Before" }]);
  expect((await index([{ url, title: "After" }])).totals).toEqual(totals({ updated: 1 }));
  expect(await all()).toMatchObject([{ title: "After", sources: [{ etag: '"one"' }] }]);
});

test("an address with another picture gives that one, and the old one leaves", async () => {
  const { origin, index, routes, all } = await site({
    "/a.jpg": send(await picture(1), { etag: '"one"' }),
  });
  const source = new URL(`${origin}/a.jpg`);
  await index(source);
  const [before] = await all();
  routes["/a.jpg"] = send(await picture(2), { etag: '"two"' });
  expect((await index(source)).totals).toEqual(totals({ added: 1 }));
  const after = await all();
  expect(after).toMatchObject([{ sources: [{ etag: '"two"' }] }]);
  expect(after[0]?.id).not.toBe(before?.id);
});

test("the same bytes with a new mark are unchanged, and the new mark is kept", async () => {
  const { origin, index, routes, all } = await site({
    "/a.jpg": send(await picture(1), { etag: '"one"', "last-modified": date }),
  });
  await index([`${origin}/a.jpg`]);
  routes["/a.jpg"] = send(await picture(1), { etag: '"two"' });
  expect((await index([`${origin}/a.jpg`])).totals).toEqual(totals({ unchanged: 1 }));
  const [{ sources }] = (await all()) as [Awaited<ReturnType<typeof all>>[0]];
  expect(sources).toEqual([{ url: `${origin}/a.jpg`, domain: "127.0.0.1", etag: '"two"' }]);
});

test("the same picture at an address and in memory is one picture", async () => {
  const bytes = await picture(1);
  const { origin, index, all } = await site({ "/a.jpg": send(bytes), "/b.jpg": send(bytes) });
  const urls = ["/a.jpg", "/b.jpg"].map((path) => ({ url: origin + path }));
  expect((await index([{ bytes, filename: "c.jpg" }, ...urls])).totals).toEqual(
    totals({ added: 1, updated: 2 }),
  );
  expect((await all())[0]?.sources.map(({ url }) => url)).toEqual([
    undefined,
    `${origin}/a.jpg`,
    `${origin}/b.jpg`,
  ]);
});

test("a download that failed is remembered by its address until it succeeds", async () => {
  const { origin, index, routes, failed, all } = await site({});
  const item = { url: `${origin}/a.jpg`, title: "A", attributes: { shelf: 3 } };
  const { totals: counts, failures } = await index([item]);
  expect(counts).toEqual(totals({ failed: 1 }));
  expect(failures).toMatchObject([{ name: item.url, code: "not_found" }]);
  await index([item]);
  expect(await failed()).toMatchObject([
    {
      ...{ filename: "a.jpg", title: "A", attributes: { shelf: 3 } },
      failure: expect.stringContaining("nothing at the address"),
      sources: [{ url: item.url }],
    },
  ]);
  routes["/a.jpg"] = send(await picture(1));
  expect((await index([item])).totals).toEqual(totals({ added: 1 }));
  expect(await failed()).toEqual([]);
  expect(await all()).toMatchObject([{ title: "A", attributes: { shelf: 3 } }]);
});

test("an indexed picture whose address fails later stays", async () => {
  const { origin, index, routes, failed, all } = await site({ "/a.jpg": send(await picture(1)) });
  await index([`${origin}/a.jpg`]);
  delete routes["/a.jpg"];
  expect((await index([`${origin}/a.jpg`])).totals).toEqual(totals({ failed: 1 }));
  expect(await failed()).toEqual([]);
  expect(await all()).toHaveLength(1);
});

test("an address that may not be asked fails, and the others are indexed", async () => {
  const { origin, index } = await site({ "/a.jpg": send(await picture(1)) });
  const { totals: counts, failures } = await index([
    "http://127.0.0.2/a.jpg",
    `${origin}/a.jpg`,
    { url: "ftp://example.org/a.jpg" },
    { url: `${origin}/a.jpg`, bytes: await picture(1) },
  ]);
  expect(counts).toEqual(totals({ added: 1, failed: 3 }));
  expect(failures.map(({ code }) => code)).toEqual([
    "forbidden_url",
    "invalid_input",
    "invalid_input",
  ]);
});

test("a server in trouble is left alone as long as it asks, then asked again", async () => {
  const bytes = await picture(1);
  const times: number[] = [];
  const { origin, index } = await site({
    "/a.jpg": (request, response) => {
      times.push(performance.now());
      if (times.length === 1) response.writeHead(503, { "retry-after": "1" }).end();
      else send(bytes)(request, response);
    },
    "/gone-for-long.jpg": (_, response) => response.writeHead(429, { "retry-after": "3600" }).end(),
  });
  const paths = ["/a.jpg", "/gone-for-long.jpg"].map((path) => origin + path);
  const { totals: counts, failures } = await index(paths);
  expect(counts).toEqual(totals({ added: 1, failed: 1 }));
  expect(failures).toMatchObject([{ name: paths[1], code: "fetch_failed" }]);
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(999);
});

test("so many downloads are under way at once, and so many of one host", async () => {
  const bytes = await picture(1);
  let [underWay, most] = [0, 0];
  const slow: Route = (request, response) => {
    most = Math.max(most, ++underWay);
    setTimeout(() => {
      underWay--;
      send(bytes)(request, response);
    }, 20);
  };
  const paths = Array.from({ length: 12 }, (_, i) => `/${i}.jpg`);
  const { origin, index, asked } = await site(
    Object.fromEntries(paths.map((path) => [path, slow])),
  );
  const source = paths.map((path) => origin + path);
  await index(source, { downloads: { perHost: 3 } });
  expect(most).toBe(3);
  most = 0;
  await index(source, { downloads: { perHost: 256, concurrency: 5 } });
  expect(most).toBe(5);
  expect(asked).toHaveLength(24);
});

test("an abort ends downloads that hang, and the same call goes on later", async () => {
  const stop = new AbortController();
  const bytes = await picture(2);
  const { origin, index, routes, all } = await site({
    "/a.jpg": send(await picture(1)),
    "/hangs.jpg": () => stop.abort(new Error("enough")),
  });
  const source = [`${origin}/a.jpg`, `${origin}/hangs.jpg`];
  await expect(index(source, { signal: stop.signal })).rejects.toThrow("enough");
  routes["/hangs.jpg"] = send(bytes);
  await index(source);
  expect(await all()).toHaveLength(2);
});

test.each([
  [{ concurrency: 0 }, "downloads.concurrency of index() must be a whole number from 1 to 256."],
  [{ hostDelayMs: -1 }, "downloads.hostDelayMs"],
  [{ hostDelay: 5 }, /"hostDelay".*hostDelayMs/],
])("downloads %j are refused", async (downloads, message) => {
  const { index } = await site({});
  await expect(index([], { downloads: downloads as DownloadOptions })).rejects.toThrow(message);
});
