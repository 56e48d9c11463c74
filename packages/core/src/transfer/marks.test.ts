import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import type { DuplicatesOptions } from "../api/duplicates.js";
import type { Revimg } from "../api/revimg.js";
import { backUp } from "../backup/back-up.js";
import { createRevimg } from "../open/create-revimg.js";
import { drawTextured } from "../pictures/test-pictures.js";
import {
  createMemory,
  memoryBlobs,
  memoryMetadata,
  memoryVectors,
} from "../stores/memory/index.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { collect, temporaryFolder } from "../testing/temporary.js";
import { exportIndex } from "./export-index.js";
import { importIndex } from "./import-index.js";
import { migrate } from "./migrate.js";

/** Four pictures, each with a copy of less quality: `0` and `0 copy`. */
async function drawPairs() {
  const items: { bytes: Uint8Array; filename: string }[] = [];
  for (let seed = 0; seed < 4; seed++) {
    const bytes = await drawTextured(seed);
    const copy = await sharp(bytes).jpeg({ quality: 60 }).toBuffer();
    items.push({ bytes, filename: `${seed}` }, { bytes: copy, filename: `${seed} copy` });
  }
  return items;
}

/** What an index says of copies: groups, those that a person confirmed, and folded matches. */
async function answersOf(revimg: Revimg, image: Uint8Array) {
  const groups = async (options?: DuplicatesOptions) => {
    const events = await collect(revimg.duplicates(options));
    const found = events.flatMap((event) => (event.type === "group" ? [event.group] : []));
    return found.map(({ members }) => members.map(({ image }) => image.filename).sort()).sort();
  };
  const { matches } = await revimg.search({ image, collapse: true, limit: 20 });
  return {
    groups: await groups(),
    withConfirmed: await groups({ confirmed: true }),
    collapsed: matches
      .map(({ filename, copies }) => [filename, ...copies!.map((copy) => copy.filename)].sort())
      .sort(),
  };
}

test("what people said of copies goes with a backup, an export and a move, and collapse with it", async () => {
  const dataDirectory = await temporaryFolder();
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  onTestFinished(() => revimg.close());
  const items = await drawPairs();
  await indexAll(revimg, items, { originals: "copy" });
  const { images } = await revimg.list({ limit: 20 });
  const ids = (seed: number) =>
    images.flatMap(({ id, filename }) => (filename[0] === `${seed}` ? [id] : []));
  await revimg.markCopies(ids(0), "different");
  await revimg.markCopies(ids(1), "same");
  const asked = items[0]!.bytes;
  const before = await answersOf(revimg, asked);
  const pairs = [1, 2, 3].map((seed) => [`${seed}`, `${seed} copy`]);
  expect(before).toEqual({
    groups: pairs.slice(1),
    withConfirmed: pairs,
    collapsed: [["0"], ["0 copy"], ...pairs],
  });
  await revimg.close();

  const backup = join(await temporaryFolder(), "backup");
  await collect(backUp({ dataDirectory }, backup));
  const exported = join(await temporaryFolder(), "exported");
  await collect(exportIndex({ dataDirectory }, exported));
  const imported = join(await temporaryFolder(), "imported");
  await collect(importIndex(exported, { dataDirectory: imported }));
  const memory = createMemory();
  const moved = {
    vectors: () => memoryVectors({ memory }),
    metadata: () => memoryMetadata({ memory }),
    blobs: () => memoryBlobs({ memory }),
  };
  await collect(migrate({ dataDirectory }, moved));
  for (const options of [{ dataDirectory: backup }, { dataDirectory: imported }, moved]) {
    expect(await answersOf(await openIndex(options), asked)).toEqual(before);
  }
});
