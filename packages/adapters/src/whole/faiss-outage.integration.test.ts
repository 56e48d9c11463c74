import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { bindingFor } from "../faiss/testing/open-faiss.js";
import { faiss } from "../faiss.js";
import { drawPictures } from "./testing/draw-pictures.js";
import { callOf, expectWhole, indexAll } from "./testing/outage.js";
import { temporaryFolder } from "./testing/places.js";

const pictures = 80;

async function open(context: TestContext) {
  const binding = await bindingFor(context);
  const folder = await temporaryFolder();
  const photos = join(folder.path, "photos");
  await drawPictures(photos, pictures);
  const options = { binding, rebuildAfter: 20, searchTimeoutMs: 1_000 };
  const vectors = faiss({ path: join(folder.path, "faiss"), ...options });
  const dataDirectory = join(folder.path, "data");
  const revimg = await createRevimg({ dataDirectory, model: "mini", vectors });
  onTestFinished(async () => {
    await revimg.close();
    await vectors.close();
    await folder[Symbol.asyncDispose]();
  });
  return { revimg, vectors, photos };
}

test("FAISS killed in the middle of every batch: the run does not notice, and loses nothing", async (context) => {
  const { revimg, vectors, photos } = await open(context);
  const killed = new Set<number>();
  const totals = await indexAll(revimg, photos, () => {
    for (const pid of vectors.status().processIds) {
      process.kill(pid, "SIGKILL");
      killed.add(pid);
    }
  });
  expect(killed.size).toBeGreaterThan(0);
  expect(totals).toEqual({ added: pictures, unchanged: 0, failed: 0 });
  await expectWhole(revimg, pictures);
  await vectors.settled();
  expect(vectors.status().index?.rows).toBeGreaterThanOrEqual(pictures - 20);
});

test("FAISS hanging and then killed in the middle of a query: every answer is whole", async (context) => {
  const { revimg, vectors, photos } = await open(context);
  await indexAll(revimg, photos);
  await vectors.settled();
  const search = async (name: string) => {
    const { matches } = await revimg.search({ image: join(photos, name), limit: 20 });
    expect(matches).toHaveLength(20);
    expect(matches[0]).toMatchObject({ filename: name, tier: "exact" });
  };
  await search("001.jpg");
  const { faiss: before } = vectors.status().answered;
  expect(before).toBeGreaterThan(0);

  const [pid] = vectors.status().processIds;
  process.kill(pid!, "SIGSTOP");
  const killed = callOf("vectors.query").then(() => process.kill(pid!, "SIGKILL"));
  await search("042.jpg");
  await killed;
  await vectors.settled();
  await search("043.jpg");
  expect(vectors.status().answered.faiss).toBeGreaterThan(before);
  expect(vectors.status().processIds).not.toContain(pid);
  await expectWhole(revimg, pictures);
});
