import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createRevimg, type ListOptions, type Revimg } from "@revimg/core";
import { memoryBlobs } from "@revimg/core/memory";
import { createSqliteStores, type SqliteStores } from "@revimg/core/sqlite";
import type { Bench, BenchResult } from "../lib/bench.js";
import { collectGarbage } from "../lib/collect-garbage.js";
import { ScanData } from "../lib/scan-data.js";
import { putRows, seededRow } from "../lib/seeded-rows.js";
import { figure } from "../lib/statistics.js";
import { linkFiles, linksPerFile } from "./linked-files.js";

const rowsPerPut = 1_000;

/**
 * An index of many rows, whose files are there and unchanged: indexing their folder once
 * more, listing, searching and pruning, with the time and the memory of each.
 */
export const benchRows: Bench = async ({ quick, soak, workDirectory, log }) => {
  const count = quick ? 20_000 : soak ? 1_000_000 : 100_000;
  const folder = join(workDirectory, "pictures");
  await using stores = await createSqliteStores({ directory: join(workDirectory, "index") });
  await using revimg = await createRevimg({
    ...{ metadata: stores.metadata, vectors: stores.vectors, blobs: memoryBlobs() },
    ...{ model: "mini", cache: false },
  });
  const paths = await fill(revimg, stores, { folder, count, log });
  const measure = async (name: string, work: () => Promise<number>) => {
    collectGarbage();
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 20);
    const started = performance.now();
    const pictures = await work();
    const seconds = (performance.now() - started) / 1000;
    clearInterval(watch);
    log(`${name}: ${pictures} pictures in ${figure(seconds)} s`);
    return { pictures, s: figure(seconds), rss_growth_mb: Math.round((most - before) / 2 ** 20) };
  };
  const result: BenchResult = { rows: count };
  result.unchanged = await measure("unchanged", () => indexAgain(revimg, folder));
  for (const sort of ["date", "name", "size"] as const) {
    result[`list_${sort}`] = await measure(`by ${sort}`, () => countListed(revimg, { sort }));
  }
  const filter = { tags: "word 7" };
  result.list_tag = await measure("one tag", () => countListed(revimg, { filter }));
  result.search_tag = await measure("search among one tag", async () => {
    const vector = new ScanData({ dimension: revimg.model.dimension }).query(3);
    const query = { vector, model: revimg.model.id, limit: 50, filter };
    return (await revimg.search(query)).matches.length;
  });
  const gone = paths.slice(0, linksPerFile);
  await rm(dirname(paths[0]!), { recursive: true });
  result.prune = await measure("prune", () => prune(revimg, folder));
  const { count: left } = await revimg.stats();
  if (left !== count - gone.length) throw new Error(`${left} pictures are left.`);
  result.rss_mb = figure(process.memoryUsage.rss() / 2 ** 20);
  return result;
};

interface Filling {
  folder: string;
  count: number;
  log(line: string): void;
}

/** Resolves to the paths of the files. */
async function fill(
  { model: { dimension } }: Revimg,
  stores: SqliteStores,
  { folder, count, log }: Filling,
): Promise<string[]> {
  const sources = await linkFiles(folder, count);
  log(`${count} files`);
  const data = new ScanData({ dimension });
  for (let first = 0; first < count; first += rowsPerPut) {
    const some = sources.slice(first, first + rowsPerPut);
    const rows = some.map((source, i) => seededRow(first + i, source));
    await putRows(stores, rows, { data, dimension, first });
  }
  log(`${count} rows`);
  return sources.map(({ path }) => path!);
}

/** Resolves to how many files were looked at. None may be read. */
async function indexAgain(revimg: Revimg, folder: string): Promise<number> {
  let unchanged = 0;
  for await (const event of revimg.index(folder)) {
    if (event.type === "failed") throw event.error;
    if (event.progress.added > 0) throw new Error("A file was read.");
    unchanged = event.progress.done;
  }
  return unchanged;
}

async function countListed(revimg: Revimg, options: ListOptions): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const { images, nextCursor } = await revimg.list({ ...options, limit: 500, cursor });
    count += images.length;
    if (nextCursor === null) return count;
    cursor = nextCursor;
  }
}

/** Resolves to how many pictures left the index. */
async function prune(revimg: Revimg, folder: string): Promise<number> {
  let removed = 0;
  for await (const event of revimg.index(folder, { prune: true })) {
    if (event.type === "pruned") removed += event.removed;
  }
  return removed;
}
