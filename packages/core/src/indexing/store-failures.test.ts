import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { RevimgError } from "../lib/errors.js";
import type { BlobStore } from "../stores/blob-store.js";
import { memoryBlobs, memoryMetadata } from "../stores/memory/index.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";

const names = Array.from({ length: 12 }, (_, i) => `${i}.jpg`);

test("a run that fails leaves nothing being written, and the same call completes it", async () => {
  const inner = memoryBlobs();
  let isBroken = true;
  let underWay = 0;
  const blobs: BlobStore = {
    ...inner,
    async put(...call) {
      if (isBroken && underWay > 0) {
        throw new RevimgError("store_failed", "The disk is broken.", { retryable: false });
      }
      underWay++;
      await delay(20);
      underWay--;
      return inner.put(...call);
    },
  };
  const revimg = await openIndex({ blobs });
  const folder = await folderOf(names);
  await expect(indexAll(revimg, folder)).rejects.toMatchObject({ code: "store_failed" });
  expect(underWay).toBe(0);
  // On a slow machine a batch goes off before all pictures are read.
  const { count, pending } = await revimg.stats();
  expect(pending).toBeGreaterThan(1);
  isBroken = false;
  const added = names.length - count;
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added, unchanged: count }));
});

test("stores may listen for an abort in all their calls at once without a warning", async () => {
  const inner = memoryMetadata();
  const metadata: MetadataStore = {
    ...inner,
    async findByHash(hashes, options) {
      for (let i = 0; i < 12; i++) {
        options?.signal?.addEventListener("abort", () => {}, { once: true });
      }
      return inner.findByHash(hashes, options);
    },
  };
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  const revimg = await openIndex({ metadata });
  await indexAll(revimg, await folderOf(names));
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

const full = new RevimgError("disk_full", "The disk is full.");

/** A store of which one method fails. */
function failing<Store extends object>(store: Store, method: keyof Store): Store {
  return { ...store, [method]: () => Promise.reject(full) };
}

test.each([
  ["blobs.put", () => ({ blobs: failing(memoryBlobs(), "put") })],
  ["metadata.put", () => ({ metadata: failing(memoryMetadata(), "put") })],
  ["metadata.findByHash", () => ({ metadata: failing(memoryMetadata(), "findByHash") })],
  ["metadata.findByPath", () => ({ metadata: failing(memoryMetadata(), "findByPath") })],
])("a run ends at once when %s fails, though its source waits", async (_, stores) => {
  const revimg = await openIndex(stores());
  const folder = await folderOf(["a.jpg"]);
  async function* live() {
    yield `${folder}/a.jpg`;
    await new Promise(() => {});
  }
  await expect(indexAll(revimg, live())).rejects.toMatchObject({ code: "disk_full" });
});

test.each(["abort", "close"])("%s ends a run at once, though its source waits", async (end) => {
  const revimg = await openIndex();
  const controller = new AbortController();
  const reason = new Error("enough");
  const waiting = { next: () => new Promise<never>(() => {}) };
  const source = { [Symbol.asyncIterator]: () => waiting };
  const run = indexAll(revimg, source, { signal: controller.signal });
  const ended = expect(run).rejects.toThrow(end === "abort" ? "enough" : "closed");
  await delay(50);
  if (end === "abort") controller.abort(reason);
  else await revimg.close();
  await ended;
});
