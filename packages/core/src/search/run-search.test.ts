import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import type { SearchQuery } from "../api/search-query.js";
import { fsBlobs } from "../stores/fs/fs-blobs.js";
import { memoryVectors } from "../stores/memory/index.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";

test("smaller, recompressed copies find their originals first, but for faint patterns", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `${i}.jpg`);
  const folder = await folderOf(names);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  const first: { filename: string | null; similarity: number }[] = [];
  for (const name of names) {
    const copy = await sharp(join(folder, name)).resize(80).jpeg({ quality: 40 }).toBuffer();
    const { matches } = await revimg.search({ image: copy, limit: 5 });
    expect(matches).toHaveLength(5);
    first.push(matches[0]!);
  }
  const found = first.filter(({ filename }, i) => filename === names[i]);
  expect(found.length).toBeGreaterThanOrEqual(38);
  expect(found.filter(({ similarity }) => similarity > 0.9).length).toBeGreaterThanOrEqual(34);
});

test("pages follow each other without a gap or a repeat", async () => {
  const folder = await folderOf(Array.from({ length: 25 }, (_, i) => `${i}.jpg`));
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  const image = await picture(3);
  const all = (await revimg.search({ image, limit: 100 })).matches.map(({ id }) => id);
  expect(all).toHaveLength(25);
  const paged: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await revimg.search({ image, limit: 7, ...(cursor && { cursor }) });
    paged.push(...page.matches.map(({ id }) => id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
});

test("a picture may come as bytes, buffer, blob, path or file URL", async () => {
  const folder = await folderOf(["a.jpg"]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  const bytes = new Uint8Array(await readFile(join(folder, "a.jpg")));
  const images = [
    bytes,
    bytes.buffer,
    new Blob([bytes]),
    join(folder, "a.jpg"),
    new URL(`file://${folder}/a.jpg`),
  ];
  for (const image of images) {
    expect((await revimg.search({ image })).matches[0]?.tier).toBe("exact");
  }
});

test("wrong queries are refused with a code", async () => {
  const revimg = await openIndex();
  const image = await picture(1);
  const code = async (query: unknown) =>
    revimg.search(query as Parameters<Revimg["search"]>[0]).then(
      () => "none",
      (error) => error.code,
    );
  expect(await code({ image, limit: 0 })).toBe("invalid_input");
  expect(await code({ image, limit: 1.5 })).toBe("invalid_input");
  expect(await code({ image, minSimilarity: 2 })).toBe("invalid_input");
  expect(await code({ image, cursor: "nonsense" })).toBe("invalid_input");
  expect(await code({})).toBe("invalid_input");
  expect(await code({ image: "https://example.org/a.jpg" })).toBe("invalid_input");
  expect(await code({ image: "/no/such.jpg" })).toBe("not_found");
  expect(await code({ image: new Uint8Array(0) })).toBe("image_decode_failed");
  expect((await revimg.search({ image })).matches).toEqual([]);
});

test("a vector made elsewhere finds what its picture finds, if the model is the same", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg"]);
  const vectors = memoryVectors();
  const revimg = await openIndex({ vectors });
  await indexAll(revimg, folder);
  const byPicture = await revimg.search({ image: join(folder, "b.jpg") });
  const [vector] = await vectors.fetch([byPicture.matches[0]!.id]);
  const model = revimg.model.id;
  const long = vector!.map((value) => value * 7);
  const byVector = await revimg.search({ vector: Array.from(long), model });
  expect(byVector.matches.map(({ id }) => id)).toEqual(byPicture.matches.map(({ id }) => id));
  expect(byVector.matches[0]).toMatchObject({ similarity: 1, tier: "similar" });
  const rejects = async (query: object, code: string) =>
    expect(revimg.search(query as SearchQuery)).rejects.toMatchObject({ code });
  await rejects({ vector: long, model: "clip-vit-b32" }, "index_mismatch");
  await rejects({ vector: long }, "invalid_input");
  await rejects({ vector: long.slice(1), model }, "invalid_input");
  await rejects({ vector: long.map(() => 0), model }, "invalid_input");
  await rejects({ vector: long.map(() => Number.NaN), model }, "invalid_input");
  await rejects({ vector: long, model, image: join(folder, "a.jpg") }, "invalid_input");
});

test("deleted pictures are gone from search, store and disk", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg"]);
  const dataDirectory = await temporaryFolder();
  const revimg = await openIndex({ dataDirectory });
  await indexAll(revimg, folder, { originals: "copy" });
  const files = () => collect(fsBlobs({ directory: join(dataDirectory, "default/blobs") }).list());
  expect(await files()).toHaveLength(4);
  const [match] = (await revimg.search({ image: join(folder, "a.jpg") })).matches;
  expect(await revimg.delete([match!.id, "absent"])).toBe(1);
  expect(await revimg.get(match!.id)).toBeNull();
  expect(await revimg.readImage(match!.id)).toBeNull();
  expect(await files()).toHaveLength(2);
  const left = await revimg.search({ image: join(folder, "a.jpg") });
  expect(left.matches.map(({ filename }) => filename)).toEqual(["b.jpg"]);
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 1, unchanged: 1 }));
});
