import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { isRevimgError } from "@revimg/core";
import {
  bundleForBrowsers,
  chromiumMissing,
  launchChromium,
  startPageServer,
} from "@revimg/testing/browser";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AccessKeys } from "../guard/access-keys.js";
import { type RunningServer, serve } from "../serve.js";
import { drawPicture, openTestIndex, type TestIndex } from "../test-index.js";
import { createClient, type Job, type RevimgClient } from "./index.js";

let index: TestIndex;
let server: RunningServer;
let client: RevimgClient;
let key: string;
let page: Awaited<ReturnType<typeof startPageServer>>;

beforeAll(async () => {
  index = await openTestIndex();
  const { files, externals, modules } = await bundleForBrowsers({
    client: fileURLToPath(new URL("./index.ts", import.meta.url)),
  });
  // Fetch only: nothing of Node, and neither zod nor the engine.
  expect(externals).toEqual([]);
  expect(modules.filter((path) => !path.includes("packages/http/src/"))).toEqual([]);
  page = await startPageServer({
    files: new Map([...files].map(([name, bytes]) => [`/bundle/${name}`, bytes])),
    crossOriginIsolated: false,
  });
  const { revimg } = index;
  const access = { read: "key" } as const;
  server = await serve({ revimg, port: 0, basePath: "/api", cors: [page.url], access });
  const scopes = ["read", "write"] as const;
  key = (await new AccessKeys(revimg.settings).add({ label: "client", scopes })).text;
  client = createClient({ url: server.url, key });
});
afterAll(async () => {
  await page?.[Symbol.asyncDispose]();
  await server?.close();
  await index?.[Symbol.asyncDispose]();
});

const id = (name: string) => index.ids.get(name)!;

it("searches by picture, id and parts, and goes through the pages", async () => {
  const image = index.pictures.get("memory-2")!;
  const found = await client.search({ image, limit: 3, filter: { domain: "example.org" } });
  expect(found.similar_images[0]).toMatchObject({ id: id("memory-2"), tier: "exact" });
  const byId = await client.search({ id: id("memory-2"), cutoff: "auto" });
  expect(byId.similar_images.map((match) => match.id)).not.toContain(id("memory-2"));
  const region = { x: 0, y: 0, width: 0.5, height: 1, unit: "fractions" } as const;
  const other = new Blob([new Uint8Array(index.pictures.get("memory-3")!)]);
  const parts = await client.search({
    query: [
      { image, region },
      { id: id("memory-1"), weight: 0.1 },
    ],
    negative: { image: other },
    limit: 1,
  });
  expect(parts.similar_images).toHaveLength(1);
  const ids: string[] = [];
  for await (const { similar_images } of client.searchPages({ image, limit: 3 })) {
    ids.push(...similar_images.map((match) => match.id));
  }
  expect(new Set(ids).size).toBe(8);
});

it("compares two pictures", async () => {
  const [original, copy] = [index.pictures.get("memory-2")!, index.pictures.get("memory-3")!];
  expect(await client.compare(original, original)).toMatchObject({ tier: "exact" });
  expect(await client.compare(original, new Blob([new Uint8Array(copy)]))).toMatchObject({
    tier: "different",
  });
});

it("lists, reads, adds, changes and removes pictures", async () => {
  const names: string[] = [];
  for await (const { images } of client.imagePages({ sort: "name", limit: 3 })) {
    names.push(...images.map(({ filename }) => filename));
  }
  expect(names).toHaveLength(8);
  const sent: number[] = [];
  const added = await client.addImage(
    await drawPicture(40),
    { title: "Mine", tags: ["mine"], attributes: { price: 5 } },
    { onUploadProgress: ({ loaded, total }) => sent.push(loaded / total) },
  );
  expect(added).toMatchObject({ isNew: true, image: { title: "Mine" } });
  expect([sent[0], sent.at(-1)]).toEqual([0, 1]);
  const changed = await client.updateImage(added.image.id, { title: "Ours", tags: ["ours"] });
  expect(changed).toMatchObject({ title: "Ours" });
  expect(await client.tags({ prefix: "ours" })).toEqual([{ tag: "ours", count: 1 }]);
  expect(await client.getImage(added.image.id)).toEqual(changed);
  expect(await client.deleteImage(added.image.id)).toBe(true);
  expect(await client.deleteImage(added.image.id)).toBe(false);
  expect(await client.getImage(added.image.id)).toBeNull();
  expect(await client.deleteImages({ filter: { tags: "none" } })).toBe(0);
});

it("follows a job to its end", async () => {
  const { id: job } = await client.addImages([await drawPicture(41), await drawPicture(42)]);
  const seen: Job[] = [];
  for await (const state of client.jobEvents(job)) seen.push(state);
  expect(seen.at(-1)).toMatchObject({ status: "finished", progress: { done: 2, added: 2 } });
  expect(await client.getJob(job)).toEqual(seen.at(-1));
  expect((await client.jobs())[0]).toEqual(seen.at(-1));
  expect(await client.getJob("none")).toBeNull();
});

it("rejects with the code that the SDK has", async () => {
  const error = await client.search({ limit: 5_000, id: "a" }).catch((thrown: unknown) => thrown);
  expect(isRevimgError(error, "invalid_input")).toBe(true);
  const stranger = createClient({ url: server.url });
  await expect(stranger.stats()).rejects.toMatchObject({ code: "unauthorized", status: 401 });
  const nobody = createClient({ url: "http://127.0.0.1:9" });
  await expect(nobody.stats()).rejects.toMatchObject({ code: "fetch_failed", retryable: true });
  const elsewhere = createClient({ url: page.url });
  await expect(elsewhere.stats()).rejects.toThrow(/not a revimg server/);
  await expect(client.stats({ signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
});

it("comes back to a busy server when it says so, and not for ever", async () => {
  let [asked, refusals] = [0, 2];
  const busy = createServer((_request, response) => {
    const isBusy = asked++ < refusals;
    response.writeHead(isBusy ? 503 : 200, isBusy ? { "retry-after": "0" } : {});
    response.end(JSON.stringify(isBusy ? { code: "overloaded", detail: "busy" } : { tags: [] }));
  });
  await once(busy.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
  expect(await createClient({ url }).tags()).toEqual([]);
  expect(asked).toBe(3);
  refusals = 10;
  const impatient = createClient({ url, retries: 1 });
  await expect(impatient.tags()).rejects.toMatchObject({ code: "overloaded", status: 503 });
  expect(asked).toBe(5);
  busy.closeAllConnections();
  await once(busy.close(), "close");
});

it("works in a page of another origin", async ({ skip }) => {
  if (chromiumMissing) return skip(chromiumMissing);
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage();
    await tab.goto(page.url);
    // Vitest rewrites an import() in the function, and a page has no such name.
    const content = `import * as client from "/bundle/client.js"; globalThis.client = client;`;
    await tab.addScriptTag({ type: "module", content });
    await tab.waitForFunction("globalThis.client");
    const bytes = Buffer.from(await drawPicture(43)).toString("base64");
    const seen = await tab.evaluate(
      async ({ url, key, bytes }) => {
        const { createClient } = (globalThis as never as { client: typeof import("./index.js") })
          .client;
        const client = createClient({ url, key });
        const blob = await (await fetch(`data:image/jpeg;base64,${bytes}`)).blob();
        const file = new File([blob], "mine.jpg");
        const progress: number[] = [];
        const { image } = await client.addImage(
          file,
          { tags: ["page"] },
          { onUploadProgress: ({ loaded }) => progress.push(loaded) },
        );
        const found = await client.search({ image: file, limit: 1 });
        const { id: job } = await client.addImages([file, file]);
        const states: string[] = [];
        for await (const { status } of client.jobEvents(job)) states.push(status);
        const changed = await client.updateImage(image.id, { title: "Page" });
        const wrong = await client.search({}).catch((error) => error.code);
        await client.deleteImage(image.id);
        return {
          ...{ filename: image.filename, title: changed?.title, wrong, last: states.at(-1) },
          ...{ isSame: found.similar_images[0]?.id === image.id, progress },
        };
      },
      { url: server.url, key, bytes },
    );
    expect(seen).toEqual({
      ...{ filename: "mine.jpg", title: "Page", wrong: "invalid_input", last: "finished" },
      ...{ isSame: true, progress: [0] },
    });
  } finally {
    await browser.close();
  }
});
