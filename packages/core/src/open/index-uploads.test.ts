import { expect, test } from "vitest";
import { createMemory, memoryBlobs } from "../stores/memory/index.js";
import { indexAll, openIndex, totals } from "../testing/open-index.js";
import { collect, picture } from "../testing/temporary.js";

const day = 24 * 3_600_000;

async function open() {
  const memory = createMemory();
  const blobs = memoryBlobs({ memory });
  const revimg = await openIndex({ blobs: () => memoryBlobs({ memory }) });
  const uploads = () => collect(blobs.list({ prefix: "default/uploads/" }));
  return { revimg, blobs, uploads };
}

test("an upload is indexed as a picture in memory is, and stays until it is removed", async () => {
  const { revimg, uploads } = await open();
  const bytes = await picture(1);
  const upload = await revimg.uploads.put(bytes);
  expect(await uploads()).toEqual([`default/${upload}`]);
  const item = { upload, filename: "a.jpg", title: "A" };
  expect((await indexAll(revimg, [item])).totals).toEqual(totals({ added: 1 }));
  const { images } = await revimg.list();
  expect(images).toMatchObject([{ filename: "a.jpg", title: "A", original: "copy" }]);
  expect(images[0]).toMatchObject({ fileSize: bytes.byteLength, sources: [{ title: "A" }] });
  const verified = await collect(revimg.verify({ repair: true }));
  expect(verified.filter(({ type }) => type === "problem")).toEqual([]);
  expect(await uploads()).toEqual([`default/${upload}`]);
  await revimg.uploads.delete([upload]);
  await revimg.uploads.delete([upload]);
  expect(await uploads()).toEqual([]);
  const { failures } = await indexAll(revimg, [item]);
  expect(failures).toMatchObject([{ name: "a.jpg", code: "not_found" }]);
});

test("an upload that is no picture is one failure, and those beside it are indexed", async () => {
  const { revimg } = await open();
  const bad = await revimg.uploads.put(new Uint8Array(100));
  const good = await revimg.uploads.put(await picture(2));
  const { totals: counts, failures } = await indexAll(revimg, [{ upload: bad }, { upload: good }]);
  expect(counts).toEqual(totals({ added: 1, failed: 1 }));
  expect(failures).toMatchObject([{ code: "image_decode_failed" }]);
});

test("what waits for too long is removed, and nothing else", async () => {
  const { revimg, blobs, uploads } = await open();
  const old = Date.now() - 8 * day;
  const left = `default/uploads/${old}-00000000-0000-4000-8000-000000000000`;
  await blobs.put(left, new Uint8Array(1));
  await blobs.put("default/uploads/notes", new Uint8Array(1));
  const upload = await revimg.uploads.put(await picture(3));
  expect(await revimg.uploads.removeExpired()).toBe(1);
  expect((await uploads()).toSorted()).toEqual([`default/${upload}`, "default/uploads/notes"]);
  expect(await revimg.uploads.removeExpired({ maxAgeMs: 0 })).toBe(1);
  expect(await uploads()).toEqual(["default/uploads/notes"]);
});

test("what is no upload is refused", async () => {
  const { revimg } = await open();
  const { uploads } = revimg;
  const thumbnail = "thumbnails/ab/secret.jpg";
  const refused = { code: "invalid_input" };
  await expect(uploads.put(new Uint8Array())).rejects.toMatchObject(refused);
  await expect(uploads.put("a.jpg" as never)).rejects.toMatchObject(refused);
  await expect(uploads.delete([thumbnail])).rejects.toMatchObject(refused);
  await expect(uploads.removeExpired({ maxAgeMs: -1 })).rejects.toMatchObject(refused);
  await expect(uploads.removeExpired({ maxAge: 1 } as never)).rejects.toMatchObject(refused);
  for (const item of [{ upload: thumbnail }, { upload: 5 as never }]) {
    const { failures } = await indexAll(revimg, [item]);
    expect(failures).toMatchObject([refused]);
  }
  const upload = await uploads.put(new Uint8Array(1));
  const { failures } = await indexAll(revimg, [{ upload, bytes: new Uint8Array(1) }]);
  expect(failures).toMatchObject([refused]);
  const small = await openIndex({ limits: { maxBytes: 10 } });
  await expect(small.uploads.put(new Uint8Array(11))).rejects.toMatchObject({
    code: "image_too_large",
  });
});
