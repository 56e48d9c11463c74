import { createRevimg, type Revimg } from "@revimg/core";
import { memoryBlobs } from "@revimg/core/memory";
import { ScanIndex } from "@revimg/core/scan";
import { createSqliteStores } from "@revimg/core/sqlite";
import { type CpuMeter, processCpuMs } from "./lib/cpu-meter.js";
import { ScanData } from "./lib/scan-data.js";
import { putRows, seededRow } from "./lib/seeded-rows.js";
import { median } from "./lib/statistics.js";

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
  await using revimg = await createRevimg({
    ...{ metadata: stores.metadata, vectors: stores.vectors, blobs: memoryBlobs() },
    ...{ model: "mini", cache: false },
  });
  const { dimension } = revimg.model;
  const data = new ScanData({ dimension });
  const scan = new ScanIndex({ dimension });
  log(`${rows} rows for the search by vector`);
  for (let first = 0; first < rows; first += rowsPerPut) {
    const rows = Array.from({ length: rowsPerPut }, (_, i) => seededRow(first + i));
    const vectors = await putRows(stores, rows, { data, dimension, first });
    for (const [i, vector] of vectors.entries()) scan.set(first + i, vector);
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
