import { join } from "node:path";
import { createRevimg, type Revimg, type SearchQuery } from "@revimg/core";
import { seededRandom, transformations } from "@revimg/core/evaluation";
import { indexAll, type Picture } from "./edited/index-all.js";
import type { Bench, BenchResult } from "./lib/bench.js";
import { readSet } from "./lib/data-sets.js";
import { figure } from "./lib/statistics.js";

/** Every so many photos of the collection are asked with. */
const step = 5;

const edits = ["crop", "jpeg_q20", "mirror"];

/**
 * What a relative cutoff lets through in a collection of 800 photos, no two of one
 * thing: with edited copies of them, which it should find, and with the photos
 * themselves by id, which have nothing to find there.
 */
export const benchCutoff: Bench = async (context) => {
  const dataDirectory = join(context.workDirectory, "data");
  await using revimg = await createRevimg({ dataDirectory, model: "mini" });
  const indexed = await indexAll(revimg, await readSet("photos", context), context);
  const asked = indexed.filter((_, i) => i % (context.quick ? 8 * step : step) === 0);
  const copies: { id: string; query: SearchQuery }[] = [];
  for (const { apply } of transformations.filter(({ name }) => edits.includes(name))) {
    for (const [i, { id, bytes }] of asked.entries()) {
      copies.push({ id, query: { image: await apply(bytes, seededRandom(i)) } });
    }
  }
  const { found: _, ...strangers } = await shownTo(revimg, withoutCopy(asked), "auto");
  return {
    copies_auto: await shownTo(revimg, copies, "auto"),
    copies_at_2: await shownTo(revimg, copies, 2),
    strangers_auto: strangers,
    pictures: indexed.length,
    queries: copies.length,
  };
};

/** A photo asked with by its id is itself left out. */
function withoutCopy(pictures: readonly Picture[]) {
  return pictures.map(({ id }) => ({ id, query: { id } }));
}

/** The share of queries that find the picture with the id, how many are shown, and how often none. */
async function shownTo(
  revimg: Revimg,
  queries: readonly { id: string; query: SearchQuery }[],
  cutoff: "auto" | number,
): Promise<BenchResult> {
  let [found, shown, none] = [0, 0, 0];
  for (const { id, query } of queries) {
    const { matches } = await revimg.search({ ...query, cutoff, limit: 20 });
    found += Number(matches.some((match) => match.id === id));
    shown += matches.length;
    none += Number(matches.length === 0);
  }
  return {
    found: figure(found / queries.length, 4),
    shown: figure(shown / queries.length),
    none: figure(none / queries.length, 4),
  };
}
