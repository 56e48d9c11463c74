import { readFile } from "node:fs/promises";
import { createRevimg, type Match, type Revimg, type SearchResult } from "@revimg/core";
import { seededRandom } from "@revimg/core/evaluation";
import sharp from "sharp";
import type { Bench, BenchContext, BenchResult } from "./lib/bench.js";
import { type ClassedPicture, listClasses, unpackSet } from "./lib/data-sets.js";
import { figure } from "./lib/statistics.js";

/** Results that are voted on, and how many words count as an answer. */
const results = 20;
const places = 3;

/** Pictures that show nothing, of these colours. */
const plainColours = ["#808080", "#ffffff", "#000000", "#c8c8c8", "#dc1414", "#1e3c78"];

interface Indexed extends ClassedPicture {
  id: string;
  bytes: Uint8Array;
}

/**
 * Whether keywords hold the right word: clothes of ten classes, half of them
 * tagged with their class by hand (drawn anew for each seed), each picture asked
 * with in turn and left out of its own results. The baseline is plain voting: each
 * result gives its similarity to the words that people tagged it with. The model's
 * tags are there as well.
 */
export const benchKeywords: Bench = async (context) => {
  const pictures = await listClasses(await unpackSet("clothing", context));
  await using revimg = await createRevimg({
    dataDirectory: `${context.workDirectory}/data`,
    model: "mini",
  });
  const indexed = await indexAll(revimg, pictures);
  const seeds = context.quick ? [1, 2] : [1, 2, 3, 4, 5];
  const tallies: Tally[] = [];
  for (const seed of seeds) {
    await tagHalf(revimg, indexed, seed);
    const tally = await askAll(revimg, indexed);
    context.log(
      `seed ${seed}: right word among the top three for ${tally.top3} of ${tally.queries}, by voting for ${tally.baseline}`,
    );
    tallies.push(tally);
  }
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  const queries = sum("queries");
  return {
    rule_right: figure(sum("rule") / sum("majority"), 4),
    baseline_right: figure(sum("baseline") / queries, 4),
    top3_right: figure(sum("top3") / queries, 4),
    queries,
    queries_with_majority: sum("majority"),
    baseline_all_tags_right: figure(sum("baselineOfAll") / queries, 4),
    least_gain: figure(
      Math.min(...tallies.map(({ top3, baseline, queries }) => (top3 - baseline) / queries)),
    ),
    seeds: seeds.length,
    keywords_per_query: figure(sum("keywords") / queries),
    ...(await askWithNothing(revimg, context)),
  };
};

interface Tally {
  queries: number;
  /** Queries whose right word has more than half of the votes. */
  majority: number;
  /** Of these, those with the right word among the top three keywords. */
  rule: number;
  top3: number;
  baseline: number;
  /** Voting on the model's words too, by their confidence. */
  baselineOfAll: number;
  keywords: number;
}

async function indexAll(revimg: Revimg, pictures: readonly ClassedPicture[]): Promise<Indexed[]> {
  const indexed: Indexed[] = [];
  const items = await Promise.all(
    pictures.map(async (picture) => ({ ...picture, bytes: await readFile(picture.path) })),
  );
  for await (const event of revimg.index(
    items.map(({ bytes, path }) => ({ bytes, filename: path })),
  )) {
    if (event.type === "failed") throw event.error;
    if (event.type !== "added") continue;
    indexed.push({ ...items[indexed.length]!, id: event.id });
  }
  return indexed;
}

/** Half of each class gets its name as a tag, the others lose theirs. */
async function tagHalf(revimg: Revimg, pictures: readonly Indexed[], seed: number): Promise<void> {
  const random = seededRandom(seed);
  const order = pictures.map((picture) => ({ picture, key: random() }));
  order.sort((a, b) => a.key - b.key);
  const left = new Map<string, number>();
  for (const { class: name } of pictures) left.set(name, (left.get(name) ?? 0) + 0.5);
  const items = order.map(({ picture }) => {
    const quota = left.get(picture.class)!;
    left.set(picture.class, quota - 1);
    return { bytes: picture.bytes, tags: quota > 0 ? [picture.class] : [] };
  });
  for await (const event of revimg.index(items)) if (event.type === "failed") throw event.error;
}

async function askAll(revimg: Revimg, pictures: readonly Indexed[]): Promise<Tally> {
  const tally: Tally = {
    queries: 0,
    majority: 0,
    rule: 0,
    top3: 0,
    baseline: 0,
    baselineOfAll: 0,
    keywords: 0,
  };
  for (const { id, class: right } of pictures) {
    const { matches, keywords } = await revimg.search({ id, limit: results });
    const votes = vote(matches, ({ origin }) => origin === "user");
    const all = [...votes.values()].reduce((sum, weight) => sum + weight, 0);
    const isTop = keywords.slice(0, places).some(({ keyword }) => keyword === right);
    const hasMajority = (votes.get(right) ?? 0) > all / 2;
    tally.queries++;
    tally.keywords += keywords.length;
    tally.top3 += Number(isTop);
    tally.majority += Number(hasMajority);
    tally.rule += Number(hasMajority && isTop);
    tally.baseline += Number(leaders(votes).includes(right));
    tally.baselineOfAll += Number(leaders(vote(matches, () => true)).includes(right));
  }
  return tally;
}

/** Votes by word: the similarity of each match, times the tag's confidence. */
function vote(matches: readonly Match[], counts: (tag: Match["tags"][number]) => boolean) {
  const votes = new Map<string, number>();
  for (const { similarity, tags } of matches) {
    for (const tag of tags.filter(counts)) {
      votes.set(tag.tag, (votes.get(tag.tag) ?? 0) + similarity * tag.confidence);
    }
  }
  return votes;
}

function leaders(votes: ReadonlyMap<string, number>): string[] {
  const sorted = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, places).map(([word]) => word);
}

/** How many keywords plain pictures get, and the least share of the results that carries one of them. */
async function askWithNothing(revimg: Revimg, { log }: BenchContext): Promise<BenchResult> {
  let keywords = 0;
  let leastShare = 1;
  for (const background of plainColours) {
    const create = { width: 256, height: 256, channels: 3, background } as const;
    const image = await sharp({ create }).png().toBuffer();
    const answer: SearchResult = await revimg.search({ image, limit: results });
    const shares = answer.keywords.map(({ imageIds }) => imageIds.length / answer.matches.length);
    log(`${background}: ${answer.keywords.map(({ keyword }) => keyword).join(", ") || "nothing"}`);
    keywords += shares.length;
    leastShare = Math.min(leastShare, ...shares);
  }
  return {
    plain_pictures: plainColours.length,
    plain_keywords: keywords,
    plain_least_share: keywords === 0 ? null : figure(leastShare),
  };
}
