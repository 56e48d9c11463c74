import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { seededRandom } from "@revimg/core/evaluation";
import { indexAll } from "../edited/index-all.js";
import type { Bench, BenchResult } from "../lib/bench.js";
import { readSet } from "../lib/data-sets.js";
import { figure } from "../lib/statistics.js";
import { augmentedCopy } from "./augmented-copy.js";
import { claimsByHashes } from "./hash-claims.js";
import { pdq, phash } from "./hashes.js";
import { type Claims, microFigures } from "./micro-average.js";
import { type AskedCopy, claimsBySearch } from "./search-claims.js";

/**
 * Copies of 800 photos by the edits that a published copy detector was trained with,
 * looked for among these and 10,000 other pictures. As many copies of other pictures are
 * asked with, of which nothing is to be claimed. The same with two perceptual hashes.
 */
export const benchCopies: Bench = async (context) => {
  const { quick, log, workDirectory } = context;
  const photos = await readSet("photos", context);
  const distractors = (await readSet("tiny-imagenet-val", context)).filter(
    (_, i) => !quick || i % 20 === 0,
  );
  const strangers = await readSet("clothing", context);
  const dataDirectory = join(workDirectory, "data");
  await using revimg = await createRevimg({ dataDirectory, model: "mini", cache: false });
  const indexed = await indexAll(revimg, photos, context);
  const pictures = [...indexed, ...(await indexAll(revimg, distractors, context))];

  const copies: AskedCopy[] = [];
  for (const [i, { bytes, id }] of indexed.entries()) {
    if (quick && i % 8 !== 0) continue;
    copies.push({ copy: (await augmentedCopy(bytes, seededRandom(i))).copy, id });
  }
  const relevant = copies.length;
  for (const [i, bytes] of strangers.entries()) {
    if (quick && i % 8 !== 0) continue;
    const { copy } = await augmentedCopy(bytes, seededRandom(photos.length + i));
    copies.push({ copy, id: null });
  }
  log(`${copies.length} queries, of which ${relevant} have an original in the index`);

  const rows: BenchResult = {};
  const add = (name: string, claims: readonly Claims[], cpuMs: number) => {
    const { microAp, recallAtP90 } = microFigures(claims, relevant);
    const row = {
      micro_ap: figure(microAp, 4),
      recall_at_p90: figure(recallAtP90, 4),
      cpu_ms_per_query: figure(cpuMs / copies.length),
    };
    log(`${name}: ${JSON.stringify(row)}`);
    rows[name] = row;
  };
  for (const [name, search] of [
    ["revimg", "near"],
    ["revimg_thorough", "thorough"],
  ] as const) {
    const cpu = process.cpuUsage();
    const claims = await claimsBySearch(revimg, copies, search);
    add(name, claims, milliseconds(process.cpuUsage(cpu)));
  }
  for (const [name, hash] of [
    ["pdq", pdq],
    ["phash", phash],
  ] as const) {
    const hashed = [];
    for (const { id, bytes } of pictures) hashed.push({ id, hash: await hash(bytes) });
    const cpu = process.cpuUsage();
    const asked = [];
    for (const { id, copy } of copies) asked.push({ id, hash: await hash(copy) });
    const claims = claimsByHashes(asked, hashed);
    add(name, claims, milliseconds(process.cpuUsage(cpu)));
  }
  return { ...rows, queries: copies.length, relevant, pictures: pictures.length };
};

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
