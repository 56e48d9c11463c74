import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IndexQueue, openIndexQueue } from "@revimg/adapters/queue";
import { type BlobStore, createRevimg, type Revimg } from "@revimg/core";
import { fsBlobs } from "@revimg/core/fs";
import {
  createMemory,
  type Memory,
  memoryBlobs,
  memoryMetadata,
  memoryVectors,
} from "@revimg/core/memory";
import { AccessKeys, createHandler, type Handler } from "@revimg/http";
import { createClient, type Job, type RevimgClient } from "@revimg/http/client";
import { useService, whyNoService } from "@revimg/testing/services";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { runRevimg } from "../../testing/run-revimg.js";

const missing = whyNoService("postgres");
let directory: string;
let queue: IndexQueue;
let revimg: Revimg;
/** Another process on the stores of the server. */
let worker: Revimg;
let sharedBlobs: BlobStore;
let handler: Handler;
let client: RevimgClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-queued-"));
  await drawFolder(join(directory, "photos"), 3);
  const service = await useService("postgres");
  if (!service) return;
  queue = await openIndexQueue({ url: service.url, collection: `queued-${randomUUID()}` });
  const memory = createMemory();
  sharedBlobs = fsBlobs({ directory: join(directory, "blobs") });
  const openShared = () =>
    openInMemory(memory, () => fsBlobs({ directory: join(directory, "blobs") }));
  revimg = await openShared();
  worker = await openShared();
  const open = () => [join(directory, "photos"), join(directory, "none")];
  const sources = [{ name: "photos", description: "Photos", open }];
  const openOther = () => openInMemory(createMemory(), () => memoryBlobs());
  handler = createHandler(revimg, { sources, queue, collections: { open: openOther } });
  const ask: typeof fetch = (input, init) =>
    handler(new Request(input, init), { vouchedScopes: ["admin"] });
  client = createClient({ url: "http://localhost", fetch: ask });
});
afterAll(async () => {
  await handler?.close();
  await worker?.close();
  await revimg?.close();
  await sharedBlobs?.close();
  await queue?.close();
  await rm(directory, { recursive: true });
});

/** Rows and vectors in `memory`: two indexes with the same one stand for two processes. */
function openInMemory(memory: Memory, blobs: () => BlobStore): Promise<Revimg> {
  return createRevimg({
    model: "mini",
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs,
  });
}

async function ended({ id }: Job, from = client): Promise<Job> {
  let last: Job | undefined;
  for await (const job of from.jobEvents(id)) last = job;
  return last!;
}

async function uploads(): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of sharedBlobs.list({ prefix: "default/uploads/" })) keys.push(key);
  return keys;
}

const workUntilEmpty = () => queue.work(worker, { untilEmpty: true, pollMs: 50 });

it("needs stores that workers share", async () => {
  const environment = { REVIMG_QUEUE: "postgres://a@localhost/b", REVIMG_VECTORS: "sqlite:" };
  const words = ["serve", "--queue-jobs"];
  const { exitCode, stderr } = await runRevimg(words, { directory, environment });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Workers share their index");
});

it("a source and a list of addresses go to workers, and the server tells how far they are", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  const source = await ended(await client.indexSource("photos"));
  expect(source).toMatchObject({
    ...{ kind: "source", status: "finished", failures: [{ name: "none" }] },
    progress: { done: 4, total: 4, queued: 3, added: 0, failed: 1 },
  });
  const unreachable = ["https://a.invalid/1.jpg", "https://a.invalid/2.jpg"];
  const addresses = await ended(await client.addImages(unreachable.map((url) => ({ url }))));
  expect(addresses).toMatchObject({ kind: "index", progress: { done: 2, queued: 2 } });
  expect(await client.queue()).toMatchObject({
    waiting: { shards: 2, pictures: 5 },
    ...{ dead_letters: { shards: 0 }, pictures_per_second: null, remaining_ms: null },
  });
  expect(await client.deadLetters({ limit: 1 })).toEqual([]);
  expect(await client.retryDeadLetters()).toBe(0);

  expect(await workUntilEmpty()).toMatchObject({ shards: 2, added: 3, failed: 2 });
  expect(await client.queue()).toMatchObject({
    waiting: { shards: 0, pictures: 0 },
    finished: { shards: 2, pictures: 5, failed: 2 },
    remaining_ms: 0,
  });
  expect((await client.listImages()).images).toHaveLength(3);
});

it("pictures that are sent together go to workers, and nothing is left of them", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  const folder = join(directory, "sent");
  await drawFolder(folder, 3, 100);
  const names = (await readdir(folder)).toSorted();
  const files = names.map(async (name) => new File([await readFile(join(folder, name))], name));
  const sent = await client.addImages(await Promise.all(files), { title: "Sent" });
  const progress = { done: 3, total: 3, queued: 3, added: 0, failed: 0 };
  expect(await ended(sent)).toMatchObject({ kind: "index", status: "finished", progress });
  expect(await uploads()).toHaveLength(3);
  expect(await workUntilEmpty()).toMatchObject({ shards: 1, added: 3, failed: 0 });
  expect(await uploads()).toEqual([]);
  const { images } = await client.listImages();
  const added = images.filter(({ title }) => title === "Sent");
  expect(added.map(({ filename }) => filename).toSorted()).toEqual(names);
});

it("the queue gets nothing from other collections", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const keys = new AccessKeys(revimg.settings);
  const { text: key } = await keys.add({ label: "a", scopes: ["admin"], collections: ["*"] });
  const url = "http://localhost/c/other";
  const other = createClient({
    url,
    key,
    fetch: (input, init) => handler(new Request(input, init)),
  });
  const before = await queue.status();
  const pictures = ["https://a.invalid/3.jpg", "https://a.invalid/4.jpg"].map((url) => ({ url }));
  const { progress } = await ended(await other.addImages(pictures), other);
  expect(progress).toMatchObject({ done: 2, failed: 2, queued: 0 });
  expect(await other.queue()).toBeNull();
  expect((await queue.status()).waiting).toEqual(before.waiting);
});
