import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ImageRecord, MetadataStore } from "@revimg/core";
import { fsBlobs } from "@revimg/core/fs";
import { createSqliteStores } from "@revimg/core/sqlite";

const dimension = 512;
const batch = 500;
const space = "default-0123456789ab-1";

/** The manifest of an index of some model: what is copied is never embedded. */
const manifest = {
  format: 1,
  model: {
    reference: "mini",
    id: "made",
    hash: createHash("sha256").update("made").digest("hex"),
    dtype: "fp32",
    dimension,
    preprocessing: 1,
  },
  space,
};

/** The stores of an embedded index, to be filled and looked at without a model. */
export async function openEmbedded(dataDirectory: string) {
  const directory = join(dataDirectory, "default");
  const stores = await createSqliteStores({ directory });
  await stores.metadata.open({ collection: "default" });
  await stores.vectors.open({ space, dimension });
  return { ...stores, blobs: fsBlobs({ directory: join(directory, "blobs") }) };
}

/** An embedded index of so many pictures, written through the stores. A fortieth of the rows have failed. */
export async function makeIndex(dataDirectory: string, pictures: number): Promise<void> {
  const { vectors, metadata, blobs, close } = await openEmbedded(dataDirectory);
  await metadata.setMeta("manifest", JSON.stringify(manifest));
  await setTagging(metadata);
  for (let start = 0; start < pictures; start += batch) {
    const numbers = Array.from({ length: Math.min(batch, pictures - start) }, (_, i) => start + i);
    const records = numbers.map(recordOf);
    await metadata.put(records);
    const shown = records.filter(({ status }) => status === "indexed");
    for (const record of shown) {
      for (const { key, bytes } of blobsOf(record)) await blobs.put(key, bytes);
    }
    await vectors.upsert(shown.map(({ id }) => ({ id, vector: vectorOf(id) })));
  }
  await close();
}

/** Keys of what an indexed picture has in the blob store. */
export function keysOf({ contentHash, original }: ImageRecord): string[] {
  const shard = contentHash.slice(0, 2);
  const thumbnail = `thumbnails/${shard}/${contentHash}.jpg`;
  return original === "copy" ? [thumbnail, `originals/${shard}/${contentHash}`] : [thumbnail];
}

function blobsOf(record: ImageRecord): { key: string; bytes: Uint8Array }[] {
  const [thumbnail, original] = keysOf(record);
  return [
    { key: thumbnail!, bytes: bytesOf(`thumbnail of ${record.filename}`, 600) },
    ...(original ? [{ key: original, bytes: originalOf(record.filename) }] : []),
  ];
}

function recordOf(number: number): ImageRecord {
  const filename = `picture ${number}.jpg`;
  const contentHash = createHash("sha256").update(originalOf(filename)).digest("hex");
  const isFailed = number % 40 === 39;
  const createdAt = 1_700_000_000_000 + 1_000 * number;
  return {
    id: `id-${String((number * 7_919) % 1_000_003).padStart(7, "0")}`,
    filename,
    originalUrl: number % 3 === 0 ? `https://shop${number % 100}.example/${number}` : null,
    sourceDomain: number % 3 === 0 ? `shop${number % 100}.example` : null,
    fileSize: originalOf(filename).length,
    width: 640 + (number % 7),
    height: 480,
    mimeType: "image/jpeg",
    contentHash,
    fingerprint: isFailed ? null : contentHash.slice(0, 16),
    pixelHash: isFailed || number % 6 === 0 ? null : contentHash.replaceAll("a", "b"),
    signature: isFailed ? null : Buffer.from(bytesOf(filename, 300)).toString("base64"),
    title: number % 5 === 0 ? `Ключ ${number} 🐕` : null,
    attributes: { price: number % 100, "in stock": number % 2 === 0, from: { shop: number % 9 } },
    original: number % 4 === 0 ? "reference" : "copy",
    status: isFailed ? "failed" : "indexed",
    failure: isFailed ? "The bytes are not a picture." : null,
    createdAt,
    indexedAt: isFailed ? null : createdAt + 250,
    sources: [
      ...(number % 3 === 0
        ? [
            {
              url: `https://shop${number % 100}.example/${number}`,
              domain: `shop${number % 100}.example`,
              author: "Ada",
            },
          ]
        : []),
      ...(number % 7 === 0 ? [{}] : []),
      {
        // Every tenth path leads to two pictures.
        path: `/pictures/${number % 10 === 1 ? number - 1 : number}.jpg`,
        size: 1_000 + number,
        mtimeMs: 1_690_000_000_000.25 + number,
        ctimeMs: 1_690_000_000_001.125 + number,
        ...(number % 4 > 0 && { tags: ["zebra", "ant"].slice((number % 4) - 1) }),
      },
    ],
    tags: Array.from({ length: 4 }, (_, i) => ({
      tag: `tag ${(number + 13 * i) % 100}`,
      confidence: 0.9 - i / 10,
      origin: "model" as const,
    })),
  };
}

async function setTagging(metadata: MetadataStore): Promise<void> {
  const state = { labels: "0".repeat(64), untagged: null, marks: 7 };
  await metadata.setMeta("tagging", JSON.stringify(state));
}

function originalOf(name: string): Uint8Array {
  return bytesOf(name, 900);
}

function bytesOf(name: string, length: number): Uint8Array {
  const block = createHash("sha512").update(name).digest();
  return Buffer.alloc(length, block);
}

/** One of a hundred directions with noise as strong: pictures come in clusters too. It follows from the id. */
function vectorOf(id: string): Float32Array {
  const noise = directionOf(id);
  const cluster = directionOf(`cluster ${createHash("md5").update(id).digest()[0]! % 100}`);
  return unit(noise.map((value, i) => value + cluster[i]!));
}

function directionOf(name: string): Float32Array {
  const vector = new Float32Array(dimension);
  for (let i = 0; i < dimension; i += 16) {
    const numbers = createHash("sha512").update(`${name} ${i}`).digest();
    for (let j = 0; j < 16; j++) vector[i + j] = numbers.readInt32LE(4 * j) / 2 ** 31;
  }
  return unit(vector);
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / norm);
}
