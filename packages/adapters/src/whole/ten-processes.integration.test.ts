import { join } from "node:path";
import { createRevimg, type VerifyProblem } from "@revimg/core";
import { memoryVectors } from "@revimg/core/memory";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgres } from "../postgres.js";
import { s3 } from "../s3.js";
import { drawPictures } from "./testing/draw-pictures.js";
import {
  emptyPlaces,
  type RemotePlaces,
  type TemporaryFolder,
  temporaryFolder,
  whyNoServers,
} from "./testing/places.js";
import { runProgram } from "./testing/run-program.js";

const processes = 10;
const pictures = 60;
const missing = whyNoServers();

interface Report {
  done: number;
  failed: number;
  added: string[];
}

let folder: TemporaryFolder;
let places: RemotePlaces;
let photos: string;
let reports: Report[];

beforeAll(async () => {
  if (missing !== null) return;
  folder = await temporaryFolder();
  photos = join(folder.path, "photos");
  await drawPictures(photos, pictures);
  places = await emptyPlaces();
  const environment = { ...places.environment, REVIMG_VECTORS: "memory:" };
  const request = { environment, directory: folder.path, words: [photos] };
  const runs = Array.from({ length: processes }, () =>
    runProgram<Report>("index-pictures", request),
  );
  reports = (await Promise.all(runs)).flat();
});

afterAll(async () => folder?.[Symbol.asyncDispose]());

test("ten processes that index one folder at once all finish, and have every picture once", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  expect(reports).toHaveLength(processes);
  for (const { done, failed } of reports) {
    expect({ done, failed }).toEqual({ done: pictures, failed: 0 });
  }
  expect(new Set(reports.flatMap(({ added }) => added)).size).toBe(pictures);

  const client = new pg.Client(places.postgresUrl);
  await client.connect();
  try {
    const count = async (text: string) => (await client.query(text)).rows;
    expect(
      await count(
        `select count(*)::int as rows, count(distinct content_hash)::int as contents, count(distinct filename)::int as names, bool_and(status = 'indexed') as indexed from revimg_default.images`,
      ),
    ).toEqual([{ rows: pictures, contents: pictures, names: pictures, indexed: true }]);
    expect(
      await count(
        `select count(*)::int as sources, count(distinct path)::int as paths, count(distinct image_id)::int as images from revimg_default.image_sources`,
      ),
    ).toEqual([{ sources: pictures, paths: pictures, images: pictures }]);
    const counted = await count(
      `select tag, count(distinct image_id)::int as count from revimg_default.image_tags group by tag order by tag`,
    );
    expect(counted.length).toBeGreaterThan(0);
    expect(
      await count(
        `select tag, count::int from revimg_default.tag_counts where count > 0 order by tag`,
      ),
    ).toEqual(counted);
  } finally {
    await client.end();
  }
});

test("afterwards rows and stored files fit together, and a machine without vectors makes its own", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  await using revimg = await createRevimg({
    dataDirectory: folder.path,
    model: "mini",
    vectors: () => memoryVectors(),
    metadata: () => postgres({ url: places.postgresUrl }),
    blobs: () => s3(places.s3Options),
  });
  expect(await revimg.stats()).toMatchObject({ count: pictures, pending: 0, failed: 0 });
  const verify = async (repair: boolean) => {
    const problems: VerifyProblem[] = [];
    for await (const event of revimg.verify({ repair })) {
      if (event.type === "problem") problems.push(event.problem);
      if (event.type === "finished") {
        expect(event.progress).toMatchObject({ rows: pictures, blobs: pictures });
      }
    }
    return problems;
  };
  const missed = await verify(true);
  expect(missed).toHaveLength(pictures);
  for (const { kind, outcome } of missed) {
    expect({ kind, outcome }).toEqual({ kind: "vector_missing", outcome: "mended" });
  }
  expect(await verify(false)).toEqual([]);
  const { matches } = await revimg.search({ image: join(photos, "037.jpg"), limit: pictures });
  expect(matches).toHaveLength(pictures);
  expect(matches[0]).toMatchObject({ filename: "037.jpg", tier: "exact" });
  expect(matches.every(({ sources }) => sources.length === 1)).toBe(true);
});
