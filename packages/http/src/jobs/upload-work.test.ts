import { createRevimg, type IndexItem, type Revimg } from "@revimg/core";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ServerQueue } from "../server-queue.js";
import { drawPicture } from "../test-index.js";
import { JobRunner } from "./job-runner.js";
import { uploadWork } from "./upload-work.js";

const memory = createMemory();
const blobs = memoryBlobs({ memory });
let revimg: Revimg;

beforeAll(async () => {
  revimg = await createRevimg({
    ...{ model: "mini", blobs },
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
  });
});
afterAll(() => revimg.close());

async function uploads(): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of blobs.list({ prefix: "default/uploads/" })) keys.push(key);
  return keys;
}

async function* pictures() {
  for (let seed = 1; seed <= 5; seed++) {
    yield { bytes: await drawPicture(seed), filename: `${seed}.jpg` };
  }
}

/** Two pictures make a shard. `onItem` is called for each before that. */
function queueOfPairs(shards: IndexItem[][], onItem: (count: number) => Promise<void>) {
  return {
    async *enqueue(source, { signal } = {}) {
      const items: IndexItem[] = [];
      for await (const item of source as AsyncIterable<IndexItem>) {
        items.push(item);
        await onItem(items.length);
        signal?.throwIfAborted();
        if (items.length % 2 !== 0) continue;
        shards.push(items.slice(-2));
        yield { type: "enqueued", pictures: items.length };
      }
    },
  } satisfies Pick<ServerQueue, "enqueue"> as unknown as ServerQueue;
}

it("a job that is cancelled removes what no shard names, and leaves the rest to workers", async () => {
  const jobs = new JobRunner(revimg, () => {});
  const shards: IndexItem[][] = [];
  let id = "";
  const queue = queueOfPairs(shards, async (count) => {
    if (count === 3) await jobs.cancel(id);
  });
  await new Promise<void>((disposed, failed) => {
    const dispose = async () => disposed();
    const work = uploadWork(revimg, queue, { total: 5, items: pictures, dispose });
    jobs.start(work).then((job) => {
      id = job.id;
    }, failed);
  });
  await jobs.close();
  expect(await jobs.get(id)).toMatchObject({ status: "cancelled", progress: { queued: 2 } });
  expect(shards).toMatchObject([[{ filename: "1.jpg" }, { filename: "2.jpg" }]]);
  const named = shards.flat().map(({ upload }) => `default/${upload}`);
  expect((await uploads()).toSorted()).toEqual(named.toSorted());
});
