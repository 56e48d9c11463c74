import { createRevimg } from "@revimg/core";
import { memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import sharp from "sharp";
import { expect, it } from "vitest";
import { createHandler } from "./create-handler.js";
import { formOf, jsonOf, searchRequest } from "./test-index.js";
import type { SearchResponse } from "./wire/search-response.js";

/** A PNG of coloured cells, the same for the same seed. */
async function drawing(seed: number, note = "original"): Promise<Uint8Array> {
  const cells = Buffer.from(
    Array.from({ length: 192 }, (_, i) => (seed * 7919 + i * i * 31 + i * seed * 13) % 256),
  );
  const image = sharp(cells, { raw: { width: 8, height: 8, channels: 3 } }).resize(64, 64, {
    kernel: "nearest",
  });
  return image
    .withExif({ IFD0: { Copyright: note } })
    .png()
    .toBuffer();
}

it("walks through more copies than a page has, with cursors of 200 characters at most", async () => {
  const stores = { vectors: memoryVectors(), metadata: memoryMetadata(), blobs: memoryBlobs() };
  await using revimg = await createRevimg({ model: "mini", tags: false, ...stores });
  const copies = await Promise.all(Array.from({ length: 55 }, (_, i) => drawing(1, `${i}`)));
  const others = await Promise.all(Array.from({ length: 20 }, (_, i) => drawing(i + 2)));
  const items = [...copies, ...others].map((bytes) => ({ bytes }));
  for await (const event of revimg.index(items)) expect(event.type).not.toBe("failed");
  const handler = createHandler(revimg);
  for (const limit of ["7", "20", "50"]) {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const fields: Record<string, string> = { limit, ...(cursor && { cursor }) };
      const response = await handler(searchRequest(formOf(copies[0]!, fields), "/search"));
      expect(response.status).toBe(200);
      const answer = await jsonOf<SearchResponse>(response);
      ids.push(...answer.similar_images.map(({ id }) => id));
      cursor = answer.next_cursor;
      expect(cursor?.length ?? 0).toBeLessThanOrEqual(200);
    } while (cursor !== null);
    expect(ids).toHaveLength(75);
    expect(new Set(ids).size).toBe(75);
  }
});
