import { createHash } from "node:crypto";
import { createRevimg, type ImageRecord, type Revimg, type VectorStore } from "@revimg/core";
import { memoryBlobs } from "@revimg/core/memory";
import { ScanIndex } from "@revimg/core/scan";
import { createSqliteStores } from "@revimg/core/sqlite";
import { type CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import { median } from "./lib/statistics.js";
import { ScanData } from "./scan-data.js";

const rounds = 5;
const searchesPerRound = 100;
const rows = 100_000;
const rowsPerPut = 500;

/** What a page of a search takes, of which the keywords look at 50. */
const scanLimit = 60;

/** CPU milliseconds of one search by vector, all threads of this process, one after the other. */
export async function searchByVectors(
  revimg: Revimg,
  vectors: readonly Float32Array[],
): Promise<number> {
  const before = processCpuMs();
  for (const vector of vectors) await revimg.search({ vector, model: revimg.model.id });
  return (processCpuMs() - before) / vectors.length;
}

/**
 * CPU milliseconds that a search by vector in 100,000 pictures takes more than a scan of
 * the same vectors alone. The pictures are rows and vectors with four tags each.
 */
export async function measureOverScan(
  directory: string,
  meter: CpuMeter,
  log: (line: string) => void,
): Promise<number> {
  await using stores = await createSqliteStores({ directory });
  const { metadata, vectors } = stores;
  await using revimg = await createRevimg({
    ...{ metadata, vectors, blobs: memoryBlobs() },
    ...{ model: "mini", cache: false },
  });
  const { dimension } = revimg.model;
  const data = new ScanData({ dimension });
  const scan = new ScanIndex({ dimension });
  log(`${rows} rows for the search by vector`);
  for (let first = 0; first < rows; first += rowsPerPut) {
    const block = new Float32Array(rowsPerPut * dimension);
    data.fill(block, first);
    const each = vectorsOf(block, dimension);
    const records = each.map((_, i) => recordOf(first + i));
    await metadata.put(records);
    await upsert(vectors, records, each);
    for (const [i, vector] of each.entries()) scan.set(first + i, vector);
  }
  const overScan: number[] = [];
  const queriesOf = (round: number) =>
    Array.from({ length: searchesPerRound }, (_, i) => data.query(round * searchesPerRound + i));
  // The first searches meet cold code.
  await searchByVectors(revimg, queriesOf(rounds));
  for (let round = 0; round < rounds; round++) {
    const queries = queriesOf(round);
    const { search, alone } = await meter.round(async () => {
      const search = await searchByVectors(revimg, queries);
      const before = processCpuMs();
      for (const query of queries) scan.search(query, { limit: scanLimit });
      return { search, alone: (processCpuMs() - before) / queries.length };
    });
    overScan.push(search - alone);
  }
  scan.close();
  return median(overScan);
}

function vectorsOf(block: Float32Array, dimension: number): Float32Array[] {
  return Array.from({ length: block.length / dimension }, (_, i) =>
    block.slice(i * dimension, (i + 1) * dimension),
  );
}

async function upsert(
  store: VectorStore,
  records: readonly ImageRecord[],
  vectors: readonly Float32Array[],
): Promise<void> {
  const { maxBatch } = store.capabilities;
  const pairs = records.map(({ id }, i) => ({ id, vector: vectors[i]! }));
  for (let start = 0; start < pairs.length; start += maxBatch) {
    await store.upsert(pairs.slice(start, start + maxBatch));
  }
}

/** The row of a picture in a folder, with tags of a model. */
function recordOf(number: number): ImageRecord {
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
    sources: [{ path, ctimeMs: file.mtimeMs, ...file }],
    tags: tags.map((digit, i) => {
      const tag = `word ${(10 * group + digit) % 400}`;
      return { tag, confidence: 0.9 - 0.17 * i, origin: "model" };
    }),
  };
}
