import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { echoModel } from "../inference/test-models.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { temporaryFolder } from "../testing/temporary.js";
import { createRevimg } from "./create-revimg.js";

test("an index keeps its pictures, and is found at the same place again", async () => {
  const dataDirectory = await temporaryFolder();
  const folder = await folderOf(["a.jpg"]);
  const first = await openIndex({ dataDirectory });
  await indexAll(first, folder);
  await first.close();
  await first.close();
  await expect(first.stats()).rejects.toMatchObject({ code: "disposed" });
  const second = await openIndex({ dataDirectory });
  expect((await second.search({ image: join(folder, "a.jpg") })).matches).toHaveLength(1);
});

test("stores are closed even when the closing of another one fails", async () => {
  const reason = new Error("the connection was lost");
  const closed: string[] = [];
  const watched = <Store extends { close(): Promise<void> }>(name: string, store: Store) => ({
    ...store,
    async close() {
      closed.push(name);
      await store.close();
      if (name === "blobs") throw reason;
    },
  });
  const options = {
    model: "mini",
    dataDirectory: await temporaryFolder(),
    vectors: () => watched("vectors", memoryVectors()),
    metadata: () => watched("metadata", memoryMetadata()),
    blobs: () => watched("blobs", memoryBlobs()),
  };
  const revimg = await createRevimg(options);
  await expect(revimg.close()).rejects.toBe(reason);
  expect(closed.sort()).toEqual(["blobs", "metadata", "vectors"]);
  const refused = new Error("no tables can be made");
  const metadata = () => ({ ...memoryMetadata(), open: () => Promise.reject(refused) });
  await expect(createRevimg({ ...options, metadata })).rejects.toBe(refused);
});

test("closing while a run is paused does not wait for it", async () => {
  const folder = await folderOf(Array.from({ length: 100 }, (_, i) => `${i}.jpg`));
  const revimg = await openIndex();
  const run = revimg.index(folder);
  await run.next();
  await run.next();
  await revimg.close();
  await expect(
    (async () => {
      for (;;) if ((await run.next()).done) break;
    })(),
  ).rejects.toMatchObject({ code: "disposed" });
});

test("collections do not see each other", async () => {
  const dataDirectory = await temporaryFolder();
  const folder = await folderOf(["a.jpg"]);
  const one = await openIndex({ dataDirectory, collection: "one" });
  const two = await openIndex({ dataDirectory, collection: "two" });
  await indexAll(one, folder);
  expect((await two.stats()).count).toBe(0);
});

test("wrong options are named", async () => {
  const rejection = (options: object) => expect(createRevimg(options)).rejects;
  await rejection({ dataDirectry: "x" }).toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("dataDirectry"),
  });
  await rejection({ collection: "../up" }).toMatchObject({ code: "invalid_config" });
  await rejection({ model: "clip" }).toMatchObject({ code: "invalid_config" });
  await rejection({ scanThreads: 0 }).toMatchObject({ code: "invalid_config" });
  await rejection({ limits: { maxPixels: -1 } }).toMatchObject({ code: "invalid_config" });
});

test("a folder that can't hold an index is named", async () => {
  const dataDirectory = join(await folderOf(["a.jpg"]), "a.jpg");
  await expect(createRevimg({ dataDirectory })).rejects.toMatchObject({
    code: "store_failed",
    retryable: false,
    message: expect.stringContaining(dataDirectory),
  });
});

test("indexes below the pictures are not indexed, of whatever collection", async () => {
  const folder = await folderOf(["a.jpg"]);
  const revimg = await openIndex({ dataDirectory: folder });
  const other = await openIndex({ dataDirectory: folder, collection: "other" });
  await indexAll(revimg, folder, { originals: "copy" });
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 1 }));
  expect((await indexAll(other, folder)).totals).toEqual(totals({ added: 1 }));
  await rm(join(folder, "a.jpg"));
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({}));
});

test("an index of an earlier version of the model is refused, with the next command", async () => {
  const metadata = memoryMetadata();
  const kept = { ...metadata, close: async () => {} };
  const options = { dataDirectory: await temporaryFolder(), metadata: () => kept };
  const before = await openIndex(options);
  await before.close();
  const manifest = JSON.parse((await metadata.getMeta("manifest"))!);
  const earlier = { ...manifest.model, id: "mini-0", hash: "0".repeat(64) };
  await metadata.setMeta("manifest", JSON.stringify({ ...manifest, model: earlier }));
  for (const model of ["mini", "auto"]) {
    await expect(openIndex({ ...options, model })).rejects.toMatchObject({
      code: "index_mismatch",
      message: expect.stringMatching(/mini-0 .*again.*revimg index <folder> --data <new folder>/),
      details: { found: { id: "mini-0" }, expected: { id: before.model.id } },
    });
  }
});

test("a model that can't be loaded is told, and leaves an index that another one can open", async () => {
  const dataDirectory = await temporaryFolder();
  const folder = await temporaryFolder();
  const { manifest } = await echoModel(folder);
  const image = join(folder, "echo.onnx");
  await writeFile(image, "not a model");
  const sha256 = createHash("sha256").update("not a model").digest("hex");
  const files = { fp32: { path: "echo.onnx", bytes: 11, sha256 } };
  const model = join(folder, "manifest.json");
  await writeFile(model, JSON.stringify({ ...manifest, image: { ...manifest.image, files } }));
  await expect(createRevimg({ dataDirectory, model })).rejects.toMatchObject({
    code: "model_corrupt",
    message: expect.stringContaining("can't load"),
  });
  const other = await openIndex({ dataDirectory, model: "mini" });
  expect((await other.stats()).model.id).toMatch(/^mini/);
});
