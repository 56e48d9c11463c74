import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRevimg, type IndexSource, type Revimg, type RevimgOptions } from "@revimg/core";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { useService, whyNoService } from "@revimg/testing/services";
import { onTestFinished, type TestContext } from "vitest";
import { type IndexQueue, openIndexQueue, type WorkEvent, type WorkOptions } from "../../queue.js";
import { drawPictures } from "../../whole/testing/draw-pictures.js";

/** The URL of the server that all tests share. Skips the test where there is none. */
export async function sharedUrl({ skip }: TestContext): Promise<string> {
  const server = await useService("postgres");
  return server?.url ?? skip(whyNoService("postgres") ?? "");
}

/** A queue of a collection that no other test has, closed when the test ends. */
export async function openQueue(url: string): Promise<IndexQueue> {
  const queue = await openIndexQueue({ url, collection: `queue-${randomUUID()}` });
  onTestFinished(() => queue.close());
  return queue;
}

/** An index in memory, closed when the test ends. */
export async function openRevimg(options: RevimgOptions = {}): Promise<Revimg> {
  const memory = createMemory();
  const revimg = await createRevimg({
    model: "mini",
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs: memoryBlobs({ memory }),
    ...options,
  });
  onTestFinished(() => revimg.close());
  return revimg;
}

/** A temporary folder of `count` different pictures, `000.jpg` and so on. */
export async function photoFolder(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "revimg-queue-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await drawPictures(folder, count);
  return folder;
}

export async function enqueueAll(queue: IndexQueue, source: IndexSource, shardSize: number) {
  let last: unknown;
  for await (const event of queue.enqueue(source, { shardSize })) last = event;
  return last;
}

/** Works until nothing is left, and resolves to what was told, without progress. */
export async function workThrough(queue: IndexQueue, revimg: Revimg, options: WorkOptions = {}) {
  const events: WorkEvent[] = [];
  const onEvent = (event: WorkEvent) => void (event.type !== "progress" && events.push(event));
  const totals = await queue.work(revimg, { untilEmpty: true, pollMs: 50, onEvent, ...options });
  return { totals, events };
}
