import { randomUUID } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fsBlobs } from "@revimg/core/fs";
import { createMemory, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { useService, whyNoService } from "@revimg/testing/services";
import { expect, onTestFinished, test, vi } from "vitest";
import { connect } from "./postgres/testing/server.js";
import {
  enqueueAll,
  openQueue,
  openRevimg,
  photoFolder,
  sharedUrl,
  workThrough,
} from "./queue/testing/open-queue.js";
import type { WorkEvent } from "./queue.js";
import { optionsFor } from "./s3/testing/options-for.js";
import { s3, s3Pictures } from "./s3.js";

test("a folder goes through the queue, and its second turn finds nothing to do", async (context) => {
  const queue = await openQueue(await sharedUrl(context));
  const revimg = await openRevimg();
  const folder = await photoFolder(7);
  await writeFile(join(folder, "metadata.csv"), "filename,title\n003.jpg,Third\n");
  await writeFile(join(folder, "broken.jpg"), "no picture");
  const progress: unknown[] = [];
  for await (const event of queue.enqueue(folder, { shardSize: 3 })) progress.push(event);
  expect(progress).toEqual([
    { type: "enqueued", shards: 1, pictures: 3 },
    { type: "enqueued", shards: 2, pictures: 6 },
    { type: "finished", shards: 3, pictures: 8, failed: 0 },
  ]);
  expect(await queue.status()).toMatchObject({
    waiting: { shards: 3, pictures: 8 },
    active: { shards: 0, pictures: 0, done: 0, workers: 0 },
    finished: { shards: 0, pictures: 0, failed: 0 },
    ...{ picturesPerSecond: null, remainingMs: null },
  });
  const { totals, events } = await workThrough(queue, revimg, { concurrency: 2 });
  expect(totals).toEqual({ shards: 3, added: 7, updated: 0, unchanged: 0, failed: 1 });
  expect(events.filter(({ type }) => type === "failed")).toMatchObject([
    { name: join(folder, "broken.jpg"), error: { code: "image_decode_failed" } },
  ]);
  const { images } = await revimg.list({ sort: "name" });
  expect(images.map(({ filename }) => filename)).toEqual(
    Array.from({ length: 7 }, (_, n) => `00${n}.jpg`),
  );
  expect(images[3]?.title).toBe("Third");
  expect(await queue.status()).toMatchObject({
    waiting: { shards: 0, pictures: 0 },
    finished: { shards: 3, pictures: 8, failed: 1 },
    deadLetters: { shards: 0 },
    picturesPerSecond: expect.any(Number),
    remainingMs: 0,
  });
  await enqueueAll(queue, folder, 500);
  expect((await workThrough(queue, revimg)).totals).toMatchObject({ shards: 1, unchanged: 7 });
});

test("a worker that drains finishes what is under way, and puts the rest back", async (context) => {
  const queue = await openQueue(await sharedUrl(context));
  const revimg = await openRevimg();
  await enqueueAll(queue, await photoFolder(120), 100);
  const controller = new AbortController();
  const events: WorkEvent[] = [];
  const onEvent = (event: WorkEvent) => {
    events.push(event);
    if (event.type === "progress") controller.abort();
  };
  const first = await queue.work(revimg, { signal: controller.signal, onEvent });
  expect(first.shards).toBe(0);
  expect(first.added).toBeGreaterThan(0);
  expect(first.added).toBeLessThan(100);
  const pictures = 100 - first.added;
  expect(events.at(-1)).toMatchObject({ type: "handed_back", pictures, error: null });
  expect((await queue.status()).waiting).toEqual({ shards: 2, pictures: pictures + 20 });
  const { totals } = await workThrough(queue, revimg);
  expect(totals).toEqual({ shards: 2, added: pictures + 20, updated: 0, unchanged: 0, failed: 0 });
  expect((await revimg.stats()).count).toBe(120);
});

test("a shard of a folder that this machine does not see fails as one, and its pictures do not", async (context) => {
  const queue = await openQueue(await sharedUrl(context));
  const revimg = await openRevimg();
  const folder = await photoFolder(3);
  await enqueueAll(queue, folder, 10);
  await rm(folder, { recursive: true });
  const controller = new AbortController();
  const onEvent = (event: WorkEvent) => void (event.type === "shard_failed" && controller.abort());
  const totals = await queue.work(revimg, { signal: controller.signal, onEvent });
  expect(totals).toMatchObject({ shards: 0, failed: 0 });
  expect((await revimg.stats()).failed).toBe(0);
  const { waiting, retrying } = await queue.status();
  expect({ waiting, retrying }).toEqual({
    waiting: { shards: 1, pictures: 3 },
    retrying: { shards: 1 },
  });
  expect(await queue.purge()).toBe(1);
  expect((await queue.status()).waiting.shards).toBe(0);
});

test("pictures in memory are refused, and so is a queue that was closed", async (context) => {
  const queue = await openQueue(await sharedUrl(context));
  const bytes = new Uint8Array([1]);
  await expect(queue.enqueue([{ bytes }]).next()).rejects.toMatchObject({ code: "unsupported" });
  await queue.close();
  await queue.close();
  await expect(queue.status()).rejects.toMatchObject({ code: "disposed" });
});

test("uploads wait in a shared blob store until a worker has indexed them", async (context) => {
  const queue = await openQueue(await sharedUrl(context));
  const memory = createMemory();
  const shared = await photoFolder(4);
  const blobs = () => fsBlobs({ directory: join(shared, "blobs") });
  const stores = {
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs,
  };
  const server = await openRevimg(stores);
  const worker = await openRevimg(stores);
  const store = blobs();
  onTestFinished(() => store.close());
  const waiting = async () => {
    const keys: string[] = [];
    for await (const key of store.list({ prefix: "default/uploads/" })) keys.push(key);
    return keys;
  };
  const items = [];
  for (let n = 0; n < 3; n++) {
    const bytes = await readFile(join(shared, `00${n}.jpg`));
    items.push({ upload: await server.uploads.put(bytes), filename: `${n}.jpg`, title: `T${n}` });
  }
  const old = () => `uploads/${Date.now() - 8 * 86_400_000}-${randomUUID()}`;
  // The queue stood still for long. What waits in it is no less wanted.
  const patient = old();
  await store.put(`default/${patient}`, await readFile(join(shared, "003.jpg")));
  items.push({ upload: patient, filename: "3.jpg", title: "T3" });
  items.push({ upload: await server.uploads.put(new Uint8Array(9)), filename: "broken.jpg" });
  // A server that was killed stored these, and put them onto no shard.
  const lost = `default/${old()}`;
  await store.put(lost, new Uint8Array(9));
  await enqueueAll(queue, items, 3);
  expect(await waiting()).toHaveLength(6);

  const draining = new AbortController();
  const onEvent = ({ type }: WorkEvent) => void (type === "progress" && draining.abort());
  const first = await queue.work(worker, { signal: draining.signal, onEvent });
  expect(await waiting()).toHaveLength(6 - first.added);
  const { totals } = await workThrough(queue, worker);
  expect(totals).toMatchObject({ added: 4 - first.added, failed: 1 });
  await workThrough(queue, worker);
  expect(await waiting()).toEqual([]);
  const { images } = await server.list({ sort: "name" });
  expect(images.map(({ filename, title }) => [filename, title])).toEqual(
    items.slice(0, 4).map(({ filename, title }) => [filename, title]),
  );
  expect((await queue.status()).deadLetters.shards).toBe(0);
});

test("web addresses go through the queue with what is said of them, also after a drain", async (context) => {
  const queue = await openQueue(await sharedUrl(context));
  const folder = await photoFolder(40);
  const asked: string[] = [];
  const underWay = new Set<unknown>();
  let mostUnderWay = 0;
  const server = createServer(async ({ url = "" }, response) => {
    asked.push(url);
    underWay.add(response);
    mostUnderWay = Math.max(mostUnderWay, underWay.size);
    response.on("close", () => underWay.delete(response));
    response.setHeader("content-type", "image/jpeg").end(await readFile(join(folder, url)));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const revimg = await openRevimg({ urls: { allowPrivate: [host] } });
  const items = Array.from({ length: 40 }, (_, n) => ({
    url: new URL(`http://${host}/${String(n).padStart(3, "0")}.jpg`),
    title: `Picture ${n}`,
    attributes: { n },
  }));
  const options = { shardSize: 60, downloads: { perHost: 1, hostDelayMs: 20 } };
  for await (const _ of queue.enqueue([...items, `http://${host}/000.jpg`], options));
  const controller = new AbortController();
  const onEvent = ({ type }: WorkEvent) => void (type === "progress" && controller.abort());
  const first = await queue.work(revimg, { signal: controller.signal, onEvent });
  // Requests that the drain cut off may still be under way after this.
  expect(mostUnderWay).toBe(1);
  expect(first.added).toBeLessThan(40);
  const { totals } = await workThrough(queue, revimg);
  expect(first.added + totals.added).toBe(40);
  expect(first.failed + totals.failed).toBe(0);
  expect(new Set(asked).size).toBe(40);
  const { images } = await revimg.list({ sort: "name", limit: 50 });
  expect(images.map(({ title, attributes }) => ({ title, n: attributes.n }))).toEqual(
    items.map(({ title, attributes }) => ({ title, n: attributes.n })),
  );
});

test("the pictures of a bucket go through the queue, which keeps no keys", async (context) => {
  const service = await useService("s3");
  if (!service) return context.skip(whyNoService("s3") ?? "");
  const url = await sharedUrl(context);
  const queue = await openQueue(url);
  const revimg = await openRevimg();
  const folder = await photoFolder(4);
  const options = { ...optionsFor(service), prefix: `queue-${randomUUID()}` };
  await using blobs = s3(options);
  for (const name of await readdir(folder)) {
    await blobs.put(name, await readFile(join(folder, name)), { contentType: "image/jpeg" });
  }
  await using pictures = s3Pictures(options);
  for await (const _ of queue.enqueue(pictures, { shardSize: 3 }));
  const { rows } = await (await connect(url)).query(
    "select data::text from pgboss_revimg.job where data::text like $1",
    [`%${options.prefix}%`],
  );
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain(service.secretAccessKey);
  vi.stubEnv("AWS_ACCESS_KEY_ID", service.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", service.secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const none = { updated: 0, unchanged: 0, failed: 0 };
  expect((await workThrough(queue, revimg)).totals).toEqual({ shards: 2, added: 4, ...none });
  for await (const _ of queue.enqueue(pictures));
  expect((await workThrough(queue, revimg)).totals).toMatchObject({ shards: 1, unchanged: 4 });
});
