import { beforeAll, expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import { createRevimg } from "../open/create-revimg.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { indexAll } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";
import { markOf } from "./copy-marks.js";

let revimg: Revimg;
let ids: string[];
const metadata = memoryMetadata();

beforeAll(async () => {
  const others = { vectors: memoryVectors(), blobs: memoryBlobs() };
  revimg = await createRevimg({ model: "mini", metadata, ...others });
  const items = await Promise.all(
    [0, 1, 2].map(async (i) => ({
      ...{ bytes: await picture(i), filename: `${i}`, attributes: { sku: i } },
    })),
  );
  await indexAll(revimg, items);
  ids = (await revimg.list({ sort: "name" })).images.map(({ id }) => id);
  return () => revimg.close();
});

const rows = async () => Promise.all(ids.map(async (id) => (await revimg.get(id))!));

test("every two of the pictures are marked, and other attributes stay", async () => {
  await revimg.markCopies(ids, "different");
  await revimg.markCopies(ids.slice(0, 2), "same");
  const [a, b, c] = await rows();
  expect([markOf(a!, b!), markOf(a!, c!), markOf(c!, b!)]).toEqual([
    "same",
    "different",
    "different",
  ]);
  expect(a!.attributes).toMatchObject({ sku: 0 });
  await revimg.update(ids[0]!, { attributes: { sku: 7 } });
  expect(markOf((await rows())[0]!, b!)).toBe("same");
  await revimg.markCopies(ids, null);
  expect((await rows()).map(({ attributes }) => Object.keys(attributes))).toEqual([
    ["sku"],
    ["sku"],
    ["sku"],
  ]);
});

test("a picture that comes back is still marked by the other's row", async () => {
  await revimg.markCopies(ids.slice(0, 2), "different");
  await revimg.delete([ids[0]!]);
  await indexAll(revimg, [{ bytes: await picture(0), filename: "0" }]);
  const [a, b] = await rows();
  expect(a!.attributes).toEqual({});
  expect(markOf(a!, b!)).toBe("different");
  await revimg.markCopies(ids.slice(0, 2), null);
});

test("has a limit, and says how many there would be", async () => {
  const [record] = await metadata.get([ids[0]!]);
  const same = Array.from({ length: 500 }, (_, i) => `other ${i}`);
  await metadata.put([{ ...record!, attributes: { "revimg:copies": { same, different: 5 } } }]);
  await expect(revimg.markCopies(ids.slice(0, 2), "same")).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("501 marks"),
  });
  await metadata.put([record!]);
});

test.each<[() => unknown[], object]>([
  [() => [[ids[0]], "same"], { code: "invalid_input", details: { option: "ids" } }],
  [() => [ids, "equal"], { code: "invalid_input", details: { option: "mark" } }],
  [() => ["a", "same"], { code: "invalid_input" }],
  [() => [[ids[0], "unknown"], "same"], { code: "not_found", details: { id: "unknown" } }],
])("refuses wrong arguments %#", async (args, error) => {
  const call = revimg.markCopies(...(args() as Parameters<Revimg["markCopies"]>));
  await expect(call).rejects.toMatchObject(error);
});

test("marks are written by markCopies alone", async () => {
  const attributes = { "revimg:copies": null };
  await expect(revimg.update(ids[0]!, { attributes })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("revimg:"),
  });
  const { failures } = await indexAll(revimg, [{ bytes: await picture(9), attributes }]);
  expect(failures).toEqual([expect.objectContaining({ code: "invalid_input" })]);
});
