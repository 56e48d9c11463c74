import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createRevimg, type Revimg } from "@revimg/core";
import { createSqliteStores } from "@revimg/core/sqlite";
import { ScanData } from "./scan-data.js";
import { putRows, seededRow } from "./seeded-rows.js";

const rowsPerPut = 500;

/**
 * An embedded index that remembers no search: what is measured is the work. It holds
 * `rows` pictures that are rows and vectors with four tags each, and have no files.
 */
export async function openFilled(dataDirectory: string, rows: number): Promise<Revimg> {
  const options = { dataDirectory, model: "mini", cache: false } as const;
  if (rows === 0) return createRevimg(options);
  const stores = await createSqliteStores({
    directory: join(dataDirectory, "default"),
    scanThreads: Math.min(4, availableParallelism()),
  });
  const { metadata, vectors } = stores;
  const revimg = await createRevimg({
    ...{ ...options, metadata },
    // Both stores are closed with the index.
    vectors: () => ({ ...vectors, close: () => stores.close() }),
  });
  const { dimension } = revimg.model;
  const data = new ScanData({ dimension });
  for (let first = 0; first < rows; first += rowsPerPut) {
    const length = Math.min(rowsPerPut, rows - first);
    const records = Array.from({ length }, (_, i) => seededRow(first + i));
    await putRows(stores, records, { data, dimension, first });
  }
  return revimg;
}
