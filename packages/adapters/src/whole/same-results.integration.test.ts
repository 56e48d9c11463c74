import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImageFilter } from "@revimg/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgres } from "../postgres.js";
import { s3 } from "../s3.js";
import {
  type Configuration,
  configurationsIn,
  whyNoConfigurations,
} from "./testing/configurations.js";
import {
  emptyPlaces,
  type RemotePlaces,
  type TemporaryFolder,
  temporaryFolder,
} from "./testing/places.js";
import { runProgram } from "./testing/run-program.js";

const archive = fileURLToPath(new URL("../../../../../shared/data/photos-1k.tar", import.meta.url));
const missing = existsSync(archive) ? whyNoConfigurations() : `needs the 800 photos of ${archive}`;

/** Spread over the archive. REVIMG_TEST_SAME_RESULTS_PHOTOS=800 takes all of them. */
const count = Number(process.env.REVIMG_TEST_SAME_RESULTS_PHOTOS ?? 120);

interface Answer {
  matches: { id: string; similarity: number; tier: string }[];
  keywords: { keyword: string }[];
  nextCursor: string | null;
  truncated: boolean;
}

let folder: TemporaryFolder;
let photos: string;
let names: string[];
let places: RemotePlaces;
let stop: () => Promise<void>;
let configurations: Configuration[];
/** What each configuration answers to the queries that need no other answer first. */
let answered: { similar: Answer[][]; filtered: Answer[][]; pages: Answer[][] };

beforeAll(async () => {
  if (missing !== null) return;
  folder = await temporaryFolder();
  execFileSync("tar", ["-xf", archive, "-C", folder.path]);
  photos = join(folder.path, "photos");
  const all = (await readdir(photos)).sort();
  names = all.filter(
    (_, i) => Math.floor((i * count) / all.length) > Math.floor(((i - 1) * count) / all.length),
  );
  for (const name of all) if (!names.includes(name)) await rm(join(photos, name));
  places = await emptyPlaces();
  const set = await configurationsIn(folder.path, places);
  configurations = set.configurations;
  stop = () => set.pinecone.stop();
  for (const each of configurations) {
    const words = [photos, "--described"];
    const [report] = await runProgram("index-pictures", { ...each, words });
    expect(report, each.name).toMatchObject({ done: count, failed: 0 });
  }
  answered = await searchAtOnce({
    similar: similarQueries(),
    filtered: filteredQueries(),
    pages: pageQueries(),
  });
}, 900_000);

afterAll(async () => {
  await stop?.();
  await folder?.[Symbol.asyncDispose]();
});

/** The answers of the same program in each configuration, by default to the same queries. */
async function searchEverywhere(
  queries: object[],
  queriesOf: (configuration: number) => object[] = () => queries,
): Promise<Answer[][]> {
  const answers: Answer[][] = [];
  for (const [i, each] of configurations.entries()) {
    const input = queriesOf(i)
      .map((query) => JSON.stringify(query))
      .join("\n");
    answers.push(await runProgram<Answer>("search-pictures", { ...each, input }));
  }
  return answers;
}

/** The same for several kinds of queries: a program for each configuration, not for each kind. */
async function searchAtOnce<Kind extends string>(
  queries: Record<Kind, object[]>,
): Promise<Record<Kind, Answer[][]>> {
  const kinds = Object.keys(queries) as Kind[];
  const answers = await searchEverywhere(kinds.flatMap((kind) => queries[kind]));
  let from = 0;
  const entries = kinds.map((kind) => {
    const start = from;
    from += queries[kind].length;
    return [kind, answers.map((each) => each.slice(start, from))] as const;
  });
  for (const each of answers) expect(each).toHaveLength(from);
  return Object.fromEntries(entries) as Record<Kind, Answer[][]>;
}

/**
 * All answer as the embedded index does. One that is not exact may miss some, but
 * of all its matches 99 % are the same, and what it finds has the same similarity.
 */
function expectSame([embedded, ...others]: Answer[][], queries: number): void {
  expect(embedded).toHaveLength(queries);
  for (const [i, answers] of others.entries()) {
    const { name, isExact } = configurations[i + 1]!;
    expect(answers, name).toHaveLength(queries);
    let found = 0;
    let wanted = 0;
    for (const [number, answer] of answers.entries()) {
      const right = embedded![number]!;
      const ids = new Set(right.matches.map(({ id }) => id));
      found += answer.matches.filter(({ id }) => ids.has(id)).length;
      wanted += ids.size;
      if (isExact) expectEqual(answer, right, `query ${number} in ${name}`);
      else expectAlike(answer, right, `query ${number} in ${name}`);
    }
    expect(found, `found of ${wanted} in ${name}`).toBeGreaterThanOrEqual(0.99 * wanted);
  }
}

const textsOf = (keywords: Answer["keywords"]) => keywords.map(({ keyword }) => keyword);

function expectEqual(answer: Answer, right: Answer, what: string): void {
  const matches = right.matches.map((match) => ({
    ...match,
    similarity: expect.closeTo(match.similarity, 5),
  }));
  expect(answer.matches, what).toEqual(matches);
  expect(textsOf(answer.keywords), what).toEqual(textsOf(right.keywords));
  expect(answer.truncated, what).toBe(right.truncated);
}

function expectAlike({ matches }: Answer, right: Answer, what: string): void {
  const known = new Map(right.matches.map((match) => [match.id, match]));
  for (const { id, similarity, tier } of matches) {
    const match = known.get(id);
    if (match)
      expect({ similarity, tier }, what).toEqual({
        similarity: expect.closeTo(match.similarity, 5),
        tier: match.tier,
      });
  }
}

test("each configuration keeps its index where it says, and nowhere else", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  await using metadata = postgres({ url: places.postgresUrl });
  await metadata.open({ collection: "default" });
  expect((await metadata.stats()).count.indexed).toBe(count);
  await using blobs = s3(places.s3Options);
  const keys: string[] = [];
  for await (const key of blobs.list()) keys.push(key);
  expect(keys).toHaveLength(2 * count);
  const data = (name: string) => join(folder.path, name, "revimg-data");
  expect((await readdir(join(folder.path, "faiss/faiss"))).join()).toContain(".faiss");
  expect(existsSync(join(data("embedded"), "default/blobs"))).toBe(true);
  expect(existsSync(data("chroma-postgres-s3"))).toBe(false);
});

function similarQueries(): object[] {
  const queries = names.filter((_, i) => i % 3 === 0).slice(0, 40);
  return queries.map((name) => ({ image: join(photos, name), limit: 20 }));
}

test("40 queries have the same top 20 in six configurations", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const answers = answered.similar;
  expectSame(answers, 40);
  for (const { matches } of answers[0]!) {
    expect(matches).toHaveLength(20);
    expect(matches[0]).toMatchObject({ tier: "exact" });
  }
});

const filters: ImageFilter[] = [
  { domain: "museum-3.example" },
  { domain: ["museum-0.example", "museum-4.example"], attributes: { restored: true } },
  { attributes: { room: { gte: 2, lt: 4 } } },
  { attributes: { room: { in: [1, 5] }, restored: false } },
  { width: { lt: 300 } },
  { height: { gte: 384 }, domain: ["museum-3.example", "museum-4.example"] },
  { createdAt: { gte: "2020-01-01T00:00:00Z" }, attributes: { room: 7 } },
  { domain: "nowhere.example" },
];

function filteredQueries(): object[] {
  const image = join(photos, names[41]!);
  return filters.map((filter) => ({ image, filter }));
}

test("filtered queries have the same top 20, all of them of pictures that match", ({ skip }) => {
  if (missing !== null) return skip(missing);
  const answers = answered.filtered;
  expectSame(answers, filters.length);
  const found = answers[0]!.map(({ matches }) => matches.length);
  const nowhere = found.pop();
  expect(nowhere).toBe(0);
  for (const [i, count] of found.entries()) expect(count, `filter ${i}`).toBeGreaterThanOrEqual(5);
});

function pageQueries(): object[] {
  return [7, 50, 101].map((number) => ({ image: join(photos, names[number]!), limit: 20 }));
}

test("the page after the first is the same, and goes on where that one ended", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const queries = pageQueries();
  const first = answered.pages;
  const second = await searchEverywhere(queries, (configuration) =>
    queries.map((query, i) => ({ ...query, cursor: first[configuration]![i]!.nextCursor })),
  );
  expectSame(second, queries.length);
  for (const [configuration, pages] of second.entries()) {
    for (const [i, { matches }] of pages.entries()) {
      const ids = [...first[configuration]![i]!.matches, ...matches].map(({ id }) => id);
      expect(new Set(ids).size, configurations[configuration]!.name).toBe(40);
    }
  }
});
