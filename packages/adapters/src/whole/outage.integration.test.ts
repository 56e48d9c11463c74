import { join } from "node:path";
import { createRevimg, type Revimg } from "@revimg/core";
import {
  type PostgresServer,
  type S3Service,
  startPostgres,
  startS3,
} from "@revimg/testing/services";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { connect, lockTable, untilWaiting } from "../postgres/testing/server.js";
import { postgres } from "../postgres.js";
import { optionsFor } from "../s3/testing/options-for.js";
import { s3 } from "../s3.js";
import { drawPictures } from "./testing/draw-pictures.js";
import { callOf, expectWhole, failureOf, indexAll } from "./testing/outage.js";
import { type TemporaryFolder, temporaryFolder, whyNoServers } from "./testing/places.js";

const pictures = 80;
/** Of every store here, in milliseconds: to connect, and to answer. */
const timeoutMs = 2_000;
/**
 * Longest time that a call may take on a server that is gone: six tries (the policy
 * of core's retries), in each the wait for a connection, that for an answer and a
 * second of grace, and the pauses between them.
 */
const boundMs = 6 * (2 * timeoutMs + 1_000) + 6_200;

const missing = whyNoServers();
let folder: TemporaryFolder;
let photos: string;
let postgresServer: PostgresServer;
let s3Server: S3Service;
let collections = 0;

beforeAll(async () => {
  if (missing !== null) return;
  folder = await temporaryFolder();
  photos = join(folder.path, "photos");
  await drawPictures(photos, pictures);
  [postgresServer, s3Server] = await Promise.all([startPostgres(), startS3()]);
});

beforeEach(({ skip }) => {
  if (missing !== null) skip(missing);
});

afterAll(async () => {
  await postgresServer?.stop();
  await s3Server?.stop();
  await folder?.[Symbol.asyncDispose]();
});

/** An index of its own for each test, on both servers. */
async function open(): Promise<{ revimg: Revimg; collection: string }> {
  const collection = `outage${++collections}`;
  const revimg = await createRevimg({
    dataDirectory: join(folder.path, "data"),
    collection,
    model: "mini",
    metadata: () =>
      postgres({
        url: postgresServer.url,
        connectTimeoutMs: timeoutMs,
        statementTimeoutMs: timeoutMs,
      }),
    blobs: () => s3({ ...optionsFor(s3Server), timeoutMs }),
  });
  onTestFinished(() => revimg.close());
  return { revimg, collection };
}

const outage = (adapter: string) => ({ code: "store_failed", retryable: true, adapter });

test("PostgreSQL killed in the middle of a put: the run fails, and the same call completes it later", async () => {
  const { revimg, collection } = await open();
  const watcher = await connect(postgresServer.url);
  let killed: Promise<void> | undefined;
  const run = indexAll(revimg, photos, async (done) => {
    if (done === 0 || killed) return;
    // The next put has written its rows when it comes to count its tags.
    await lockTable(postgresServer.url, `revimg_${collection}.tag_counts`);
    killed = untilWaiting(watcher, 1).then(() => postgresServer.kill());
  });
  expect(await failureOf(run, 60_000 + boundMs)).toMatchObject(outage("postgres"));
  await killed;

  const search = revimg.search({ image: join(photos, "000.jpg") });
  expect(await failureOf(search, boundMs)).toMatchObject(outage("postgres"));
  expect(await failureOf(indexAll(revimg, photos), boundMs)).toMatchObject(outage("postgres"));

  await postgresServer.restart();
  const stats = await revimg.stats();
  expect(stats.count).toBeGreaterThan(0);
  expect(stats.count).toBeLessThan(pictures);
  const { matches } = await revimg.search({ image: join(photos, "000.jpg") });
  expect(matches[0]).toMatchObject({ filename: "000.jpg", tier: "exact" });
  expect(await indexAll(revimg, photos)).toEqual({
    added: pictures - stats.count,
    unchanged: stats.count,
    failed: 0,
  });
  await expectWhole(revimg, pictures);
});

test("PostgreSQL killed in the middle of a search: no empty answer, and the next one works", async () => {
  const { revimg, collection } = await open();
  await indexAll(revimg, photos);
  const watcher = await connect(postgresServer.url);
  await lockTable(postgresServer.url, `revimg_${collection}.images`);
  const search = revimg.search({ image: join(photos, "042.jpg") });
  const failure = failureOf(search, 60_000 + boundMs);
  await untilWaiting(watcher, 1);
  await postgresServer.kill();
  expect(await failure).toMatchObject(outage("postgres"));
  await postgresServer.restart();
  const { matches } = await revimg.search({ image: join(photos, "042.jpg"), limit: 100 });
  expect(matches).toHaveLength(pictures);
  await expectWhole(revimg, pictures);
});

test("servers that restart between two batches: the run does not notice", async () => {
  const { revimg } = await open();
  let restarted = false;
  const totals = await indexAll(revimg, photos, async (done) => {
    if (done === 0 || restarted) return;
    restarted = true;
    await Promise.all([postgresServer.kill(), s3Server.kill()]);
    await Promise.all([postgresServer.restart(), s3Server.restart()]);
  });
  expect(totals).toEqual({ added: pictures, unchanged: 0, failed: 0 });
  await expectWhole(revimg, pictures);
});

test("S3 killed in the middle of putting thumbnails: the run fails, and the same call completes it later", async () => {
  const { revimg } = await open();
  let killed: Promise<void> | undefined;
  const run = indexAll(revimg, photos, async (done) => {
    if (done === 0 || killed) return;
    // It takes the next requests, and is killed before it has answered one.
    s3Server.signal("SIGSTOP");
    killed = callOf("blobs.put").then(() => s3Server.kill());
  });
  expect(await failureOf(run, 60_000 + boundMs)).toMatchObject(outage("s3"));
  await killed;

  const stats = await revimg.stats();
  expect(stats.pending).toBeGreaterThan(0);
  const { matches } = await revimg.search({ image: join(photos, "003.jpg"), limit: 100 });
  expect(matches).toHaveLength(stats.count);
  const thumbnail = revimg.readImage(matches[0]!.id, { variant: "thumbnail" });
  expect(await failureOf(thumbnail, boundMs)).toMatchObject(outage("s3"));
  const verify = (async () => {
    for await (const _ of revimg.verify());
  })();
  expect(await failureOf(verify, boundMs)).toMatchObject(outage("s3"));

  await s3Server.restart();
  expect(await indexAll(revimg, photos)).toEqual({
    added: pictures - stats.count,
    unchanged: stats.count,
    failed: 0,
  });
  await expectWhole(revimg, pictures);
});

test("S3 that falls silent in the middle of a run is given up within its timeout", async () => {
  const { revimg } = await open();
  let silent = false;
  const run = indexAll(revimg, photos, (done) => {
    if (done === 0 || silent) return;
    silent = true;
    s3Server.signal("SIGSTOP");
  });
  try {
    // Its client tries twice by itself.
    expect(await failureOf(run, 60_000 + 2 * boundMs)).toMatchObject(outage("s3"));
  } finally {
    s3Server.signal("SIGCONT");
  }
  await indexAll(revimg, photos);
  await expectWhole(revimg, pictures);
});
