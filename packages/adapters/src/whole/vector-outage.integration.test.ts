import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { expect, onTestFinished, test } from "vitest";
import { drawPictures } from "./testing/draw-pictures.js";
import { callOf, expectWhole, failureOf, indexAll } from "./testing/outage.js";
import { temporaryFolder } from "./testing/places.js";
import { startVectorServer } from "./testing/vector-server.js";

const pictures = 80;
const outage = { code: "store_failed", retryable: true, adapter: "vector-server" };
/** For a machine with much else to do; the server refuses at once, and core pauses for six seconds. */
const boundMs = 60_000;

async function open() {
  const folder = await temporaryFolder();
  const photos = join(folder.path, "photos");
  await drawPictures(photos, pictures);
  const server = await startVectorServer(join(folder.path, "vectors"));
  const revimg = await createRevimg({
    dataDirectory: join(folder.path, "data"),
    model: "mini",
    vectors: server.store,
  });
  onTestFinished(async () => {
    await revimg.close();
    await server.store.close();
    await folder[Symbol.asyncDispose]();
  });
  return { revimg, server, photos };
}

test("a vector store killed in the middle of an upsert: the run fails, and the same call completes it", async () => {
  const { revimg, server, photos } = await open();
  let killed: Promise<void> | undefined;
  const run = indexAll(revimg, photos, (done) => {
    if (done === 0 || killed) return;
    // It takes the next call, and is killed before it has answered.
    process.kill(server.pid(), "SIGSTOP");
    killed = callOf("vectors.upsert").then(() => server.kill());
  });
  expect(await failureOf(run, boundMs)).toMatchObject(outage);
  await killed;
  const search = revimg.search({ image: join(photos, "003.jpg") });
  expect(await failureOf(search, boundMs)).toMatchObject(outage);

  await server.restart();
  const { count, pending } = await revimg.stats();
  expect(pending).toBeGreaterThan(0);
  const { matches } = await revimg.search({ image: join(photos, "003.jpg"), limit: 100 });
  expect(matches).toHaveLength(count);
  expect(await indexAll(revimg, photos)).toEqual({
    added: pictures - count,
    unchanged: count,
    failed: 0,
  });
  await expectWhole(revimg, pictures);
});

test("a vector store killed in the middle of a query: no empty answer, and the next one works", async () => {
  const { revimg, server, photos } = await open();
  await indexAll(revimg, photos);
  process.kill(server.pid(), "SIGSTOP");
  const killed = callOf("vectors.query").then(() => server.kill());
  const search = revimg.search({ image: join(photos, "042.jpg") });
  expect(await failureOf(search, boundMs)).toMatchObject(outage);
  await killed;
  await server.restart();
  const { matches } = await revimg.search({ image: join(photos, "042.jpg"), limit: 100 });
  expect(matches).toHaveLength(pictures);
  await expectWhole(revimg, pictures);
});
