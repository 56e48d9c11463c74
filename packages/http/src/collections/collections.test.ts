import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRevimg, type Revimg, RevimgError } from "@revimg/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler, type Handler, type HandlerOptions } from "../create-handler.js";
import { AccessKeys } from "../guard/access-keys.js";
import type { NewKeyResponse } from "../guard/key-routes.js";
import { makeKeyText } from "../guard/key-text.js";
import { drawPicture, formOf, jsonOf, problemOf } from "../test-index.js";
import type { ImageListResponse } from "../wire/indexed-image.js";
import type { Job } from "../wire/jobs.js";
import type { SearchResponse } from "../wire/search-response.js";

const names = ["default", "shop", "blog"] as const;
type Name = (typeof names)[number];

const root = await mkdtemp(join(tmpdir(), "revimg-collections-"));
const pictures: Record<Name, Uint8Array[]> = { default: [], shop: [], blog: [] };
const ids: Record<Name, string[]> = { default: [], shop: [], blog: [] };
const texts = new Map<string, string>();
let own: Revimg;
let handler: Handler;

const open = vi.fn(async (name: string) => {
  if (!names.includes(name as Name)) throw new RevimgError("not_found", `${root}/${name}`);
  return createRevimg({ dataDirectory: root, collection: name, model: "mini" });
});

/** One picture is in both collections. */
async function fill(name: Name, seeds: number[]): Promise<void> {
  const revimg = await open(name);
  for (const seed of seeds) pictures[name].push(await drawPicture(seed));
  const items = pictures[name].map((bytes, index) => ({ bytes, filename: `${name}-${index}.jpg` }));
  for await (const event of revimg.index(items))
    if (event.type === "added") ids[name].push(event.id);
  const keys = new AccessKeys(revimg.settings);
  texts.set(name, (await keys.add({ label: name, scopes: ["admin"] })).text);
  if (name === "default") {
    for (const collections of [["shop"], ["*"]]) {
      const { text } = await keys.add({ label: "some", scopes: ["admin"], collections });
      texts.set(`server's for ${collections}`, text);
    }
    own = revimg;
  } else await revimg.close();
}

function handlerWith(options: HandlerOptions = {}): Handler {
  const collections = { open, maxOpen: 2, ownName: "default" };
  return createHandler(own, { basePath: "/api", collections, onError: () => {}, ...options });
}

beforeAll(async () => {
  await fill("default", [1]);
  await fill("shop", [10, 11, 12]);
  await fill("blog", [10, 21, 22]);
});
beforeEach(() => void open.mockClear());
afterAll(async () => {
  await own.close();
  await rm(root, { recursive: true });
});

/** What a folder holds can be open once at a time. */
function useHandler(options: HandlerOptions = {}): void {
  beforeAll(() => {
    handler = handlerWith(options);
  });
  afterAll(() => handler.close());
}

function ask(path: string, key?: string, init: RequestInit = {}) {
  const headers = new Headers(init.headers);
  if (key !== undefined) headers.set("authorization", `Bearer ${texts.get(key) ?? key}`);
  return handler(new Request(`http://localhost/api${path}`, { ...init, headers }));
}

const search = (name: Name, bytes: Uint8Array, options: Record<string, string> = {}) =>
  ask(`/c/${name}/search`, undefined, { method: "POST", body: formOf(bytes, options) });

describe("a collection", () => {
  useHandler();

  it("answers a picture that others have too with its own copy only", async () => {
    for (const name of ["shop", "blog", "shop"] as const) {
      const answer = await jsonOf<SearchResponse>(await search(name, pictures.shop[0]!));
      expect(answer.similar_images.map(({ id }) => id).toSorted()).toEqual(ids[name].toSorted());
      const [first] = answer.similar_images;
      expect(first).toMatchObject({ tier: "exact", filename: `${name}-0.jpg` });
      expect(first!.image_url).toBe(`/api/c/${name}/image/${first!.id}`);
      const thumbnail = await handler(new Request(`http://x${first!.thumbnail_url}`));
      expect((await thumbnail.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  });

  it("does not know the pictures of others", async () => {
    const foreign = ids.blog[1]!;
    for (const path of [`/images/${foreign}`, `/image/${foreign}`]) {
      await problemOf(await ask(`/c/shop${path}`, "shop"), 404);
      await problemOf(await ask(path, "default"), 404);
    }
    await problemOf(await ask(`/c/shop/images/${foreign}`, "shop", { method: "DELETE" }), 404);
    expect((await ask(`/c/blog/images/${foreign}`)).status).toBe(200);
  });

  it("gives nothing of its own for the cursor of another", async () => {
    const { next_cursor: cursor } = await jsonOf<SearchResponse>(
      await search("blog", pictures.blog[0]!, { limit: "1" }),
    );
    const answer = await search("shop", pictures.blog[0]!, { limit: "5", cursor: cursor! });
    const text = await answer.text();
    for (const id of [...ids.blog.slice(1), ...ids.default]) expect(text).not.toContain(id);
    const list = await jsonOf<ImageListResponse>(await ask("/c/blog/images?limit=1"));
    const page = await (await ask(`/c/shop/images?cursor=${list.next_cursor}`)).text();
    for (const id of [...ids.blog.slice(1), ...ids.default]) expect(page).not.toContain(id);
  });

  it("has its own jobs", async () => {
    const form = new FormData();
    for (const bytes of pictures.shop) form.append("image", new Blob([new Uint8Array(bytes)]));
    const started = await ask("/c/shop/images", "shop", { method: "POST", body: form });
    const { id } = await jsonOf<Job>(started);
    expect(started.headers.get("location")).toBe(`/api/c/shop/jobs/${id}`);
    await problemOf(await ask(`/jobs/${id}`, "default"), 404);
    await vi.waitFor(async () => {
      const job = await jsonOf<Job>(await ask(`/c/shop/jobs/${id}`, "shop"));
      expect(job).toMatchObject({ status: "finished", progress: { unchanged: 3 } });
    }, 60_000);
    for (const method of ["GET", "DELETE"]) {
      await problemOf(await ask(`/c/blog/jobs/${id}`, "blog", { method }), 404);
    }
  });

  it("can be the server's own index under a name", async () => {
    const list = await jsonOf<ImageListResponse>(await ask("/c/default/images"));
    expect(list.images.map(({ image_url }) => image_url)).toEqual([
      `/api/c/default/image/${ids.default[0]}`,
    ]);
    expect((await ask("/c/default/keys", "default")).status).toBe(200);
    expect(open).not.toHaveBeenCalled();
  });

  it("has no probes, figures and documents", async () => {
    for (const path of ["", "/", "/metrics", "/health/ready", "/docs", "/openapi.json"]) {
      await problemOf(await ask(`/c/shop${path}`, "default"), 404);
    }
    expect(open).not.toHaveBeenCalled();
    const { servers } = await jsonOf<{ servers: unknown[] }>(await ask("/openapi.json"));
    expect(servers).toHaveLength(2);
  });
});

describe("while one may be open", () => {
  useHandler({ collections: { open, maxOpen: 1 } });

  it("a collection stays open until its picture is sent", async () => {
    const answer = await ask(`/c/shop/image/${ids.shop[1]}?variant=thumbnail`);
    const busy = await ask("/c/blog/images");
    expect(busy.headers.get("retry-after")).toBe("2");
    expect((await problemOf(busy, 503)).code).toBe("overloaded");
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
    expect((await ask("/c/blog/images")).status).toBe(200);
    await (await ask(`/c/blog/image/${ids.blog[1]}?variant=thumbnail`)).body?.cancel();
    const gone = new AbortController();
    await ask(`/c/shop/image/${ids.shop[1]}?variant=thumbnail`, undefined, {
      signal: gone.signal,
    });
    gone.abort();
    expect((await ask("/c/blog/images")).status).toBe(200);
  });
});

describe("keys", () => {
  useHandler({ access: { read: "key" } });
  const status = async (path: string, key: string) => (await ask(path, key)).status;

  it.each<[string, number[]]>([
    ["default", [200, 403, 403]],
    ["server's for shop", [403, 200, 403]],
    ["server's for *", [200, 200, 200]],
  ])("of the server open what they name: %s", async (key, [atOwn, atShop, atBlog]) => {
    expect(await status("/images", key)).toBe(atOwn);
    expect(await status("/c/default/keys", key)).toBe(atOwn);
    expect(await status("/c/shop/images", key)).toBe(atShop);
    expect(await status("/c/blog/images", key)).toBe(atBlog);
    expect(await status("/c/blog/keys", key)).toBe(atBlog);
  });

  it("of a collection open nothing else, whatever they say", async () => {
    expect(await status("/c/blog/images", "blog")).toBe(200);
    expect(await status("/c/shop/images", "blog")).toBe(401);
    expect(await status("/images", "blog")).toBe(401);
    const body = JSON.stringify({ label: "x", scopes: ["read"], collections: ["shop"] });
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", body, headers };
    const problem = await problemOf(await ask("/c/blog/keys", "blog", init), 400);
    expect(problem.detail).toContain("this collection only");
    const { key } = await jsonOf<NewKeyResponse>(await ask("/keys", "default", init));
    expect(await status("/c/shop/images", key)).toBe(200);
    expect(await status("/c/blog/images", key)).toBe(403);
  });

  it("are asked for before a collection is opened", async () => {
    await problemOf(await ask("/c/shop/images"), 401);
    await problemOf(await ask("/c/shop/images", "default"), 403);
    expect(open).not.toHaveBeenCalled();
  });

  it("are not needed for signed addresses, which open one collection", async () => {
    const list = await jsonOf<ImageListResponse>(await ask("/c/shop/images", "shop"));
    const shared = list.images.find(({ id }) => ids.blog.includes(id))!;
    const picture = await ask(shared.thumbnail_url.replace("/api", ""));
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(100);
    open.mockClear();
    const atOthers = shared.thumbnail_url.replace("/api/c/shop", "");
    for (const path of [`/c/blog${atOthers}`, atOthers, `/c/absent${atOthers}`]) {
      expect((await problemOf(await ask(path), 403)).code).toBe("forbidden");
    }
    expect(open).not.toHaveBeenCalled();
  });

  it("are needed to hear which collections there are", async () => {
    const said = async (name: string, key?: string) => {
      const answer = await ask(`/c/${name}/images`, key);
      const { request_id: _, ...problem } = await problemOf(answer, answer.status);
      return problem;
    };
    for (const key of [undefined, "default", makeKeyText().text]) {
      expect(await said("absent", key)).toEqual(await said("shop", key));
      expect(await said("A", key)).toEqual(await said("shop", key));
    }
    expect(await said("absent", "server's for *")).toMatchObject({
      detail: "There is no collection of this name.",
    });
  });
});

describe("names", () => {
  useHandler();

  it.each([
    ...["..%2fshop", "%2e%2e%2fshop", "..%5cshop", "shop%2f..%2fblog", "SHOP", "shop%00"],
    ...["shop.", "shop%20", "shop;x", "%ef%bd%93hop", "-shop", "__proto__", "x".repeat(64), "*"],
  ])("that are none are not opened: %s", async (name) => {
    const problem = await problemOf(await ask(`/c/${name}/images`, "server's for *"), 404);
    expect(problem.detail).toBe("There is no collection of this name.");
    expect(open).not.toHaveBeenCalled();
  });

  it.each(["/c/shop/../blog/images", "/c/shop/%2e%2e/blog/images", "/c/./blog/images"])(
    "are read as the address means: %s",
    async (path) => {
      await ask(path);
      expect(open.mock.calls.map(([name]) => name)).not.toContain("shop");
    },
  );

  it("of collections that there are not give nothing away", async () => {
    const problem = await problemOf(await ask("/c/constructor/images"), 404);
    expect(JSON.stringify(problem)).not.toContain(root);
  });
});

it.each([
  [{}, "open"],
  [{ open, maxOpen: 0 }, "maxOpen"],
  [{ open, idleMs: 2 ** 40 }, "idleMs"],
  [{ open, ownName: "../x" }, "ownName"],
  [{ open, max: 2 }, "has no max"],
])("refuses the collections %j", (collections, word) => {
  expect(() => handlerWith({ collections: collections as never })).toThrow(word);
});
