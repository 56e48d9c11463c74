import { createHash } from "node:crypto";
import type { ImageRecord, StoreFilter } from "@revimg/core";

export const emptyFilter: StoreFilter = {
  domains: [],
  folders: [],
  tags: [],
  createdAt: {},
  width: {},
  height: {},
  attributes: [],
};

/** A picture that is its number's alone: every hundredth has the same domain, price and tags. */
export function numbered(number: number, fields: Partial<ImageRecord> = {}): ImageRecord {
  const contentHash = createHash("sha256").update(`${number}`).digest("hex");
  return {
    id: `picture-${String(number).padStart(7, "0")}`,
    filename: `${number}.jpg`,
    originalUrl: null,
    sourceDomain: null,
    fileSize: 100_000 + number,
    width: 640,
    height: 480,
    mimeType: "image/jpeg",
    contentHash,
    fingerprint: contentHash.slice(0, 16),
    pixelHash: null,
    signature: null,
    title: null,
    attributes: { price: number % 100 },
    original: "reference",
    status: "indexed",
    failure: null,
    createdAt: 1_700_000_000_000 + number,
    indexedAt: 1_700_000_000_000 + number,
    sources: [
      { path: `/pictures/${number}.jpg`, size: 100_000 + number, mtimeMs: 1_690_000_000_000.25 },
      {
        url: `https://shop${number % 100}.example/${number}`,
        domain: `shop${number % 100}.example`,
      },
    ],
    tags: Array.from({ length: 8 }, (_, i) => ({
      tag: `tag ${(number + 13 * i) % 100}`,
      confidence: 0.9 - i / 10,
      origin: "model",
    })),
    ...fields,
  };
}

export function numberedFrom(first: number, count: number): ImageRecord[] {
  return Array.from({ length: count }, (_, i) => numbered(first + i));
}
