import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createRevimg } from "../open/create-revimg.js";
import type { BlobStore } from "../stores/blob-store.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { indexAll } from "../testing/open-index.js";
import { picture, temporaryFolder } from "../testing/temporary.js";

let bytes: Uint8Array;
beforeAll(async () => {
  bytes = await picture(1);
});

/** An index of one picture in a file, and the keys of blobs that were opened. */
async function openWithFile(originals: "copy" | "reference", more: Partial<BlobStore> = {}) {
  const plain = memoryBlobs();
  const opened: string[] = [];
  const blobs: BlobStore = {
    ...plain,
    ...more,
    get: (key, options) => {
      opened.push(key);
      return plain.get(key, options);
    },
  };
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs };
  const revimg = await createRevimg({ model: "mini", ...stores });
  onTestFinished(() => revimg.close());
  const folder = await temporaryFolder();
  const path = join(folder, "a.jpg");
  await writeFile(path, bytes);
  const { events } = await indexAll(revimg, folder, { originals });
  const [id] = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  opened.length = 0;
  return { revimg, id: id!, path, opened };
}

test.each(["copy", "reference"] as const)(
  "statImage tells what readImage does (%s)",
  async (originals) => {
    const { revimg, id, opened } = await openWithFile(originals);
    for (const variant of ["original", "thumbnail"] as const) {
      const stat = await revimg.statImage(id, { variant });
      expect(opened).toEqual([]);
      const { stream, ...content } = (await revimg.readImage(id, { variant }))!;
      await stream.cancel();
      expect(stat).toEqual(content);
      opened.length = 0;
    }
  },
);

test("statImage answers null and not_found where readImage does", async () => {
  const { revimg, id, path } = await openWithFile("reference");
  expect(await revimg.statImage("7d3e53d4-0c3c-5c5c-8f5f-3c9d0f6e1a2b")).toBeNull();
  await rm(path);
  for (const call of [() => revimg.statImage(id), () => revimg.readImage(id)]) {
    await expect(call()).rejects.toMatchObject({ code: "not_found", details: { id } });
  }
  expect(await revimg.statImage(id, { variant: "thumbnail" })).toMatchObject({
    mimeType: "image/jpeg",
  });
});

test("imageUrl asks the store for an address of what it has, and only of that", async () => {
  const url = vi.fn(async (key: string) => `https://blobs.example/${key}`);
  const { revimg, id } = await openWithFile("reference", { url });
  const hash = (await revimg.get(id))!.contentHash;
  const options = { variant: "thumbnail", expiresInSeconds: 60 } as const;
  expect(await revimg.imageUrl(id, options)).toMatch(new RegExp(`/thumbnails/../${hash}.jpg$`));
  expect(url).toHaveBeenCalledWith(expect.anything(), { expiresInSeconds: 60, signal: undefined });
  // The original is a file on this disk.
  expect(await revimg.imageUrl(id)).toBeNull();
  expect(await revimg.imageUrl("7d3e53d4-0c3c-5c5c-8f5f-3c9d0f6e1a2b")).toBeNull();
  const plain = await openWithFile("copy");
  expect(await plain.revimg.imageUrl(plain.id)).toBeNull();
});
