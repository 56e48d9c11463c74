import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { engineOf } from "../engine/engine.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";

const tooLarge = { code: "image_too_large", message: expect.stringContaining("limits.maxBytes") };

test("the limit holds for every way that a query comes in", async () => {
  const bytes = Uint8Array.from(await picture(1));
  const path = join(await temporaryFolder(), "a.jpg");
  await writeFile(path, bytes);
  const images = [path, pathToFileURL(path), bytes, bytes.buffer, new Blob([bytes])];
  const exact = await openIndex({ limits: { maxBytes: bytes.length } });
  const smaller = await openIndex({ limits: { maxBytes: bytes.length - 1 } });
  for (const image of images) {
    await expect(exact.search({ image })).resolves.toMatchObject({ matches: [] });
    await expect(smaller.search({ image })).rejects.toMatchObject(tooLarge);
    await expect(smaller.embedImage(image)).rejects.toMatchObject(tooLarge);
  }
});

test("a Blob that says less than it has is read up to the limit", async () => {
  const revimg = await openIndex({ limits: { maxBytes: 100 } });
  const image = new Blob([Uint8Array.from(await picture(1))]);
  Object.defineProperty(image, "size", { value: 1 });
  await expect(revimg.search({ image })).rejects.toMatchObject(tooLarge);
});

test("the limit holds for every way that a picture is indexed", async () => {
  const folder = await folderOf(["a.jpg"]);
  const bytes = await picture(1);
  async function* stream() {
    yield { bytes };
    yield join(folder, "a.jpg");
  }
  const revimg = await openIndex({ limits: { maxBytes: 100 } });
  const sources = [[folder, join(folder, "a.jpg"), pathToFileURL(folder), { bytes }], stream()];
  for (const [i, failed] of [4, 2].entries()) {
    const { totals: counted, failures } = await indexAll(revimg, sources[i]!);
    expect(counted).toEqual(totals({ failed }));
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(["image_too_large"]));
  }
});

test.each(["copy", "reference"] as const)(
  "the limit holds for an original that is looked at again: %s",
  async (originals) => {
    const folder = await folderOf(["a.jpg"]);
    const dataDirectory = await temporaryFolder();
    const before = await openIndex({ dataDirectory });
    const { events } = await indexAll(before, folder, { originals });
    const [id] = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
    await before.close();
    const revimg = await openIndex({ dataDirectory, limits: { maxBytes: 100 } });
    const region = { x: 0, y: 0, width: 0.5, height: 0.5, unit: "fractions" } as const;
    await expect(revimg.search({ id: id!, region })).rejects.toMatchObject(tooLarge);
    await engineOf(revimg).vectors.delete([id!]);
    const checked = await collect(revimg.verify({ repair: true }));
    const outcomes = checked.flatMap((event) =>
      "problem" in event ? [event.problem.outcome] : [],
    );
    expect(outcomes).toEqual(["hidden"]);
  },
);
