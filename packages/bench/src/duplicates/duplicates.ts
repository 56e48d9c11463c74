import { join } from "node:path";
import { createRevimg, type DuplicateGroup, type Revimg } from "@revimg/core";
import { fsBlobs } from "@revimg/core/fs";
import { createSqliteStores, type SqliteStores } from "@revimg/core/sqlite";
import type { Bench, BenchContext } from "../lib/bench.js";
import { collectGarbage } from "../lib/collect-garbage.js";
import { readSet } from "../lib/data-sets.js";
import { ScanData } from "../lib/scan-data.js";
import { putRows, seededRow } from "../lib/seeded-rows.js";
import { figure } from "../lib/statistics.js";
import { indexCopies } from "./index-copies.js";
import { tallyPairs } from "./pair-tally.js";

const rowsPerPut = 1_000;

/**
 * The duplicates of 800 photos, twelve copies of each and 10,000 other pictures: pairs
 * found and mistaken. Then the same among seeded rows, 100,000 in all: time and memory.
 */
export const benchDuplicates: Bench = async (context) => {
  const { quick, workDirectory, log } = context;
  const some = (_: unknown, i: number) => !quick || i % 20 === 0;
  const photos = (await readSet("photos", context)).filter(some);
  const others = (await readSet("tiny-imagenet-val", context)).filter(some);
  await using stores = await createSqliteStores({ directory: join(workDirectory, "index") });
  await using revimg = await createRevimg({
    ...{ metadata: stores.metadata, vectors: stores.vectors },
    ...{ blobs: fsBlobs({ directory: join(workDirectory, "blobs") }), model: "mini", cache: false },
  });
  const nameOf = await indexCopies(revimg, photos, others, context);
  const found = await run(revimg, context);
  const pairs = tallyPairs(found.groups, nameOf);
  log(`of ${nameOf.size} pictures: ${pairs.wrong.join("; ") || "no pair is wrong"}`);

  const rows = quick ? 5_000 : 100_000;
  await addRows(revimg, stores, nameOf, rows);
  const among = await run(revimg, context);
  const pairsAmong = tallyPairs(among.groups, nameOf);
  return {
    ...{ pictures: nameOf.size, rows },
    precision: figure(pairs.precision, 5),
    recall: figure(pairs.recall, 4),
    precision_100k: figure(pairsAmong.precision, 5),
    recall_100k: figure(pairsAmong.recall, 4),
    minutes_100k: figure(among.minutes),
    cpu_ms_per_row: figure(among.cpuMs / rows),
    rss_mb: Math.round(among.rss),
    rss_growth_mb: Math.round(among.rssGrowth),
  };
};

/** All groups, with the time, and with the most memory meanwhile. */
async function run(revimg: Revimg, { log }: BenchContext) {
  collectGarbage();
  const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
  const before = megabytes();
  const started = performance.now();
  const cpu = process.cpuUsage();
  const groups: DuplicateGroup[] = [];
  let rss = before;
  for await (const event of revimg.duplicates()) {
    rss = Math.max(rss, megabytes());
    if (event.type === "group") groups.push(event.group);
    const { done, total } = event.progress;
    if (event.type === "compared" && done % 5_000 === 0) log(`${done} of ${total} rows compared`);
  }
  const minutes = (performance.now() - started) / 60_000;
  const { user, system } = process.cpuUsage(cpu);
  log(`${groups.length} groups in ${figure(minutes)} minutes`);
  return { groups, minutes, cpuMs: (user + system) / 1_000, rss, rssGrowth: rss - before };
}

/**
 * Fills the index up to so many rows. They have clustered vectors and signatures of the
 * real pictures, so that as much is compared as with real rows.
 */
async function addRows(
  { model: { dimension } }: Revimg,
  stores: SqliteStores,
  real: ReadonlyMap<string, string>,
  rows: number,
): Promise<void> {
  const data = new ScanData({ dimension });
  const ids = [...real.keys()];
  for (let first = real.size; first < rows; first += rowsPerPut) {
    const count = Math.min(rowsPerPut, rows - first);
    const numbers = Array.from({ length: count }, (_, i) => first + i);
    const sources = await stores.metadata.signatures(
      numbers.map((number) => ids[(number * 7_919) % ids.length]!),
    );
    const made = numbers.map((number, i) => ({
      ...seededRow(number),
      signature: Buffer.from(sources[i]!).toString("base64"),
    }));
    await putRows(stores, made, { data, dimension, first });
  }
}
