import { createHash } from "node:crypto";
import type { ImageRecord, ImageSource, MetadataStore, VectorStore } from "@revimg/core";
import type { ScanData } from "./scan-data.js";

/** The row of picture `number`, with tags of a model. `source`: default a file of a home folder. */
export function seededRow(number: number, source?: ImageSource): ImageRecord {
  const hash = createHash("sha256").update(`picture ${number}`).digest("hex");
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  const filename = `photo-${number}.jpg`;
  const file = { size: 24_000 + (number % 9_999), mtimeMs: 1.69e12 + number };
  const path = `/home/someone/pictures/album/${filename}`;
  const group = Number.parseInt(hash.slice(0, 3), 16) % 40;
  const tags = [...new Set(Array.from(hash.slice(0, 4), (digit) => Number.parseInt(digit, 16)))];
  return {
    ...{ id, filename, originalUrl: null, sourceDomain: null, title: null, attributes: {} },
    ...{ fileSize: file.size, width: 500, height: 375, mimeType: "image/jpeg" },
    ...{ contentHash: hash, fingerprint: hash.slice(0, 16), pixelHash: hash, signature: null },
    ...{ original: "reference", status: "indexed", failure: null },
    ...{ createdAt: 1.7e12 + number, indexedAt: 1.7e12 + number },
    sources: [source ?? { path, ctimeMs: file.mtimeMs, ...file }],
    tags: tags.map((digit, i) => {
      const tag = `word ${(10 * group + digit) % 400}`;
      return { tag, confidence: 0.9 - 0.17 * i, origin: "model" };
    }),
  };
}

/** Puts rows with the vectors of `data` from number `first` on. Resolves to the vectors. */
export async function putRows(
  { metadata, vectors }: { metadata: MetadataStore; vectors: VectorStore },
  rows: readonly ImageRecord[],
  { data, dimension, first }: { data: ScanData; dimension: number; first: number },
): Promise<Float32Array[]> {
  const block = new Float32Array(rows.length * dimension);
  data.fill(block, first);
  const pairs = rows.map(({ id }, i) => ({
    id,
    vector: block.slice(i * dimension, (i + 1) * dimension),
  }));
  await metadata.put(rows);
  const { maxBatch } = vectors.capabilities;
  for (let start = 0; start < pairs.length; start += maxBatch) {
    await vectors.upsert(pairs.slice(start, start + maxBatch));
  }
  return pairs.map(({ vector }) => vector);
}
