import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IndexQueue, openIndexQueue } from "@revimg/adapters/queue";
import { createRevimg, type Revimg } from "@revimg/core";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
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
let handler: Handler;
let client: RevimgClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-queued-"));
  await drawFolder(join(directory, "photos"), 3);
  const service = await useService("postgres");
  if (!service) return;
  queue = await openIndexQueue({ url: service.url, collection: `queued-${randomUUID()}` });
  revimg = await openInMemory();
  const open = () => [join(directory, "photos"), join(directory, "none")];
  const sources = [{ name: "photos", description: "Photos", open }];
  handler = createHandler(revimg, { sources, queue, collections: { open: openInMemory } });
  const ask: typeof fetch = (input, init) =>
    handler(new Request(input, init), { vouchedScopes: ["admin"] });
  client = createClient({ url: "http://localhost", fetch: ask });
});
afterAll(async () => {
  await handler?.close();
  await revimg?.close();
  await queue?.close();
  await rm(directory, { recursive: true });
});

function openInMemory(): Promise<Revimg> {
  const memory = createMemory();
  return createRevimg({
    model: "mini",
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs: memoryBlobs({ memory }),
  });
}

async function ended({ id }: Job, from = client): Promise<Job> {
  let last: Job | undefined;
  for await (const job of from.jobEvents(id)) last = job;
  return last!;
}

const workUntilEmpty = () => queue.work(revimg, { untilEmpty: true, pollMs: 50 });

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
