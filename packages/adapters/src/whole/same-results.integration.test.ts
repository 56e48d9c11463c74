import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImageFilter } from "@revimg/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgres } from "../postgres.js";
import { s3 } from "../s3.js";
import {
  emptyPlaces,
  type RemotePlaces,
  type TemporaryFolder,
  temporaryFolder,
  whyNoServers,
} from "./testing/places.js";
import { runProgram } from "./testing/run-program.js";

const archive = fileURLToPath(new URL("../../../../../shared/data/photos-1k.tar", import.meta.url));
const missing = existsSync(archive) ? whyNoServers() : `needs the 800 photos of ${archive}`;

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
const environments: Record<string, string>[] = [];

beforeAll(async () => {
  if (missing !== null) return;
  folder = await temporaryFolder();
  execFileSync("tar", ["-xf", archive, "-C", folder.path]);
  photos = join(folder.path, "photos");
  names = (await readdir(photos)).sort();
  places = await emptyPlaces();
  const data = (name: string) => ({ REVIMG_DATA: join(folder.path, name), REVIMG_MODEL: "mini" });
  environments.push(data("embedded"), { ...places.environment, ...data("remote") });
  for (const each of environments) {
    const words = [photos, "--described"];
    const [report] = await runProgram("index-pictures", { ...place(each), words });
    expect(report).toMatchObject({ done: 800, failed: 0 });
  }
});

afterAll(async () => folder?.[Symbol.asyncDispose]());

const place = (environment: Record<string, string>) => ({ environment, directory: folder.path });

/** The answers of the same program in each environment. */
function searchEverywhere(queries: object[]): Promise<Answer[][]> {
  const input = queries.map((query) => JSON.stringify(query)).join("\n");
  return Promise.all(
    environments.map((each) => runProgram<Answer>("search-pictures", { ...place(each), input })),
  );
}

function expectSame([embedded, remote]: Answer[][], queries: number): void {
  expect(embedded).toHaveLength(queries);
  expect(remote).toHaveLength(queries);
  for (const [i, { matches, keywords, truncated }] of embedded!.entries()) {
    const similar = matches.map((match) => ({
      ...match,
      similarity: expect.closeTo(match.similarity, 6),
    }));
    expect(remote![i]!.matches, `query ${i}`).toEqual(similar);
    expect(remote![i]!.keywords.map(({ keyword }) => keyword)).toEqual(
      keywords.map(({ keyword }) => keyword),
    );
    expect(remote![i]!.truncated).toBe(truncated);
  }
}

test("the second index is on PostgreSQL and S3, with nothing of it beside the vectors", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  await using metadata = postgres({ url: places.postgresUrl });
  await metadata.open({ collection: "default" });
  expect((await metadata.stats()).count.indexed).toBe(800);
  await using blobs = s3(places.s3Options);
  const keys: string[] = [];
  for await (const key of blobs.list()) keys.push(key);
  expect(keys).toHaveLength(1600);
  expect(existsSync(join(folder.path, "embedded/default/blobs"))).toBe(true);
  expect(existsSync(join(folder.path, "remote/default/blobs"))).toBe(false);
});

test("50 queries have the same top 20 on embedded stores and on PostgreSQL and S3", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  const queries = names.filter((_, i) => i % 16 === 0);
  const answers = await searchEverywhere(
    queries.map((name) => ({ image: join(photos, name), limit: 20 })),
  );
  expectSame(answers, 50);
  for (const { matches } of answers[0]!) {
    expect(matches).toHaveLength(20);
    expect(matches[0]).toMatchObject({ tier: "exact" });
  }
});

test("filtered queries have the same top 20, all of them of pictures that match", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  const filters: ImageFilter[] = [
    { domain: "museum-3.example" },
    { domain: ["museum-0.example", "museum-4.example"], attributes: { restored: true } },
    { attributes: { room: { gte: 2, lt: 4 } } },
    { attributes: { room: { in: [1, 5] }, restored: false } },
    { width: { lt: 300 } },
    { height: { gte: 384 }, domain: "museum-1.example" },
    { createdAt: { gte: "2020-01-01T00:00:00Z" }, attributes: { room: 7 } },
    { domain: "nowhere.example" },
  ];
  const image = join(photos, names[123]!);
  const answers = await searchEverywhere(filters.map((filter) => ({ image, filter })));
  expectSame(answers, filters.length);
  const found = answers[0]!.map(({ matches }) => matches.length);
  expect(found).toEqual([20, 20, 20, 20, 20, 20, 20, 0]);
});

test("the page after the first is the same, and goes on where that one ended", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const queries = [7, 300, 650].map((number) => ({
    image: join(photos, names[number]!),
    limit: 20,
  }));
  const [first] = await searchEverywhere(queries);
  const next = queries.map((query, i) => ({ ...query, cursor: first![i]!.nextCursor }));
  const second = await searchEverywhere(next);
  expectSame(second, queries.length);
  for (const [i, { matches }] of second[0]!.entries()) {
    const ids = [...first![i]!.matches, ...matches].map(({ id }) => id);
    expect(new Set(ids).size).toBe(40);
  }
});
