import { afterAll, expect, it } from "vitest";
import { createHandler, type Handler, type HandlerOptions } from "../create-handler.js";
import type { Scope } from "../guard/access-key.js";
import { AccessKeys } from "../guard/access-keys.js";
import { drawPicture, formOf, jsonOf, openTestIndex, problemOf } from "../test-index.js";
import type { ImageListResponse, IndexedImage } from "../wire/indexed-image.js";
import type { SearchResponse } from "../wire/search-response.js";

const index = await openTestIndex();
const keys = new AccessKeys(index.revimg.settings);
const texts: Partial<Record<Scope, string>> = {};
for (const scope of ["read", "write"] as const) {
  texts[scope] = (await keys.add({ label: scope, scopes: [scope] })).text;
}
const handlers: Handler[] = [];
function start(options: HandlerOptions = { access: { read: "key" } }): Handler {
  const handler = createHandler(index.revimg, { ...options, onError: () => {} });
  handlers.push(handler);
  return handler;
}
const handler = start();
afterAll(async () => {
  for (const each of handlers) await each.close();
  await index[Symbol.asyncDispose]();
});

function ask(path: string, scope?: Scope, init: RequestInit = {}, from = handler) {
  const headers = new Headers(init.headers);
  if (scope) headers.set("authorization", `Bearer ${texts[scope]}`);
  return from(new Request(`http://localhost${path}`, { ...init, headers }));
}

async function firstImage(from = handler): Promise<IndexedImage> {
  const list = await jsonOf<ImageListResponse>(await ask("/images", "read", {}, from));
  return list.images[0]!;
}

it("a browser sees the pictures of answers without a key, also after a restart", async () => {
  const body = formOf(index.pictures.get("memory-1")!);
  const answer = await ask("/search", "read", { method: "POST", body });
  const { similar_images } = await jsonOf<SearchResponse>(answer);
  const again = start();
  for (const { image_url, thumbnail_url } of [similar_images[0]!, await firstImage()]) {
    for (const url of [image_url, thumbnail_url]) {
      for (const from of [handler, again]) {
        const picture = await ask(url, undefined, {}, from);
        expect(picture.status).toBe(200);
        const [, seconds] = /^private, max-age=(\d+)$/.exec(picture.headers.get("cache-control")!)!;
        expect(Number(seconds)).toBeLessThanOrEqual(5400);
        expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(100);
      }
    }
  }
});

it("ranges and conditions work with a signed address", async () => {
  const { image_url } = await firstImage();
  const part = await ask(image_url, undefined, { headers: { range: "bytes=0-9" } });
  expect(part.status).toBe(206);
  const headers = { "if-none-match": part.headers.get("etag")! };
  expect((await ask(image_url, undefined, { headers })).status).toBe(304);
  expect((await ask(image_url, undefined, { method: "HEAD" })).status).toBe(200);
});

it("an address that was changed opens nothing", async () => {
  const { image_url, thumbnail_url, id } = await firstImage();
  const other = [...index.ids.values()].find((each) => each !== id)!;
  const wrong = [
    image_url.replace(id, other),
    image_url.replace("?", "?variant=thumbnail&"),
    thumbnail_url.replace("variant=thumbnail&", ""),
    image_url.replace(/expires=\d/, "expires=9"),
    image_url.replace(/expires=\d+&/, ""),
    image_url.replace(/signature=...../, "signature=AAAAA"),
  ];
  for (const path of wrong) {
    const problem = await problemOf(await ask(path), 403);
    expect(problem).toMatchObject({
      code: "forbidden",
      detail: expect.stringContaining("expired"),
    });
  }
  await problemOf(await ask(`${thumbnail_url}&variant=original`), 400);
});

it("a signature opens the bytes of a picture, and nothing else", async () => {
  const { image_url, id } = await firstImage();
  const query = image_url.slice(image_url.indexOf("?"));
  for (const path of [`/images/${id}`, "/images", "/stats", `/jobs/${id}`, "/keys"]) {
    await problemOf(await ask(`${path}${query}`), 401);
  }
  await problemOf(await ask(`/images/${id}${query}`, undefined, { method: "DELETE" }), 401);
});

it("who may only write does not see pictures by the answers", async () => {
  const body = formOf(await drawPicture(70));
  const added = await ask("/images", "write", { method: "POST", body });
  const { image_url } = await jsonOf<IndexedImage>(added);
  expect(image_url).not.toContain("signature");
  await problemOf(await ask(image_url), 401);
});

it("there are none where reading is open, nor where they are turned off", async () => {
  const open = start({});
  const signed = (await firstImage()).image_url;
  const plain = (await firstImage(open)).image_url;
  expect(plain).not.toContain("signature");
  expect((await ask(`${plain}?expires=1&signature=x`, undefined, {}, open)).status).toBe(200);
  const off = start({ access: { read: "key", linkSeconds: 0 } });
  expect((await firstImage(off)).image_url).toBe(plain);
  await problemOf(await ask(signed, undefined, {}, off), 401);
  for (const linkSeconds of [-1, 0.5, 604_801]) {
    expect(() => start({ access: { read: "key", linkSeconds } })).toThrow("linkSeconds");
  }
});
