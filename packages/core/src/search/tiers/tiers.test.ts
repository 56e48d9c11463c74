import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { Revimg } from "../../api/revimg.js";
import { seededRandom, transformations } from "../../evaluation/index.js";
import { RevimgError } from "../../lib/errors.js";
import { createRevimg } from "../../open/create-revimg.js";
import { drawScene } from "../../pictures/test-pictures.js";
import type { BlobStore } from "../../stores/blob-store.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../../stores/memory/index.js";
import { collect } from "../../testing/temporary.js";

const scenes = await Promise.all(Array.from({ length: 24 }, (_, i) => dotted(i)));

/** A scene with a texture, as photos have one. */
async function dotted(seed: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const dots = Array.from(
    { length: 120 },
    () =>
      `<circle cx="${random() * 360}" cy="${random() * 240}" r="${2 + random() * 8}" fill="hsl(${random() * 360} 60% ${20 + random() * 60}%)"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="240">${dots.join("")}</svg>`;
  const overlay = [{ input: Buffer.from(svg) }];
  return sharp(await drawScene(seed, 360, 240))
    .composite(overlay)
    .png()
    .toBuffer();
}

let revimg: Revimg;
let ids: string[];

beforeAll(async () => {
  revimg = await createRevimg({
    model: "mini",
    metadata: memoryMetadata(),
    vectors: memoryVectors(),
    blobs: memoryBlobs(),
  });
  const items = scenes.map((bytes, i) => ({ bytes, filename: `${i}.png` }));
  const events = await collect(revimg.index(items));
  ids = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  return () => revimg.close();
});

/** Name, tier and evidence of the first match. */
async function best(query: Parameters<Revimg["search"]>[0]) {
  const { matches } = await revimg.search({ limit: 5, ...query });
  const { filename, tier, evidence } = matches[0]!;
  return { filename, tier, evidence, others: matches.slice(1).map(({ tier }) => tier) };
}

const transform = [
  [1, 0, 0],
  [0, 1, 0],
];
const whole = { edits: [], overlap: 1, queryOverlap: 1, rotation: 0, transform };

describe("tiers", () => {
  test("the same bytes are exact", async () => {
    expect(await best({ image: scenes[3]! })).toMatchObject({
      filename: "3.png",
      tier: "exact",
      evidence: { by: "bytes", ...whole },
    });
  });

  test.each([
    ["WebP", (image: Sharp) => image.webp({ lossless: true })],
    ["TIFF, turned by EXIF", turnedTiff],
  ])("the same pixels as %s are exact", async (_, convert) => {
    const image = await convert(sharp(scenes[3]!)).toBuffer();
    expect(await best({ image })).toMatchObject({
      filename: "3.png",
      tier: "exact",
      evidence: { by: "pixels", ...whole },
    });
  });

  test.each(transformations)("$name comes first, as edited", async ({ apply }) => {
    const image = await apply(scenes[5]!, seededRandom(2));
    expect(await best({ image })).toMatchObject({
      filename: "5.png",
      tier: "edited",
      evidence: { by: "details" },
      others: ["similar", "similar", "similar", "similar"],
    });
  });

  test("a region of a picture is a crop of it", async () => {
    const region = { x: 40, y: 30, width: 260, height: 180 };
    expect(await best({ image: scenes[7]!, region })).toMatchObject({
      filename: "7.png",
      tier: "edited",
      evidence: { edits: ["cropped"] },
    });
  });

  test("an indexed picture finds its copies, and not itself", async () => {
    const mirrored = await sharp(scenes[9]!).flop().jpeg().toBuffer();
    const events = await collect(revimg.index([{ bytes: mirrored, filename: "mirrored.jpg" }]));
    const added = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
    expect(await best({ id: ids[9]! })).toMatchObject({
      filename: "mirrored.jpg",
      tier: "edited",
      evidence: { edits: ["mirrored"] },
    });
    await revimg.delete(added);
  });

  test("a vector is of no picture, and everything similar to it", async () => {
    const vector = await revimg.embedImage(scenes[3]!);
    const found = await best({ vector, model: revimg.model.id });
    expect(found).toMatchObject({ filename: "3.png", tier: "similar", evidence: null });
  });

  test("minSimilarity leaves out copies like any other match", async () => {
    const image = await transformations[0]!.apply(scenes[5]!, seededRandom(2));
    const { matches } = await revimg.search({ image, minSimilarity: 0.9999 });
    expect(matches).toEqual([]);
  });

  test("stops with the signal's reason", async () => {
    const reason = new Error("enough");
    const search = revimg.search({ image: scenes[3]! }, { signal: AbortSignal.abort(reason) });
    await expect(search).rejects.toBe(reason);
  });
});

/** Stored lying on its side, with the note to show it upright. */
function turnedTiff(image: Sharp): Sharp {
  return image.rotate(270).withMetadata({ orientation: 6 }).tiff({ compression: "lzw" });
}

test("a blob store that is gone delays no search and fails none, and is asked again", async () => {
  const plain = memoryBlobs();
  let isGone = false;
  const failing = new RevimgError("store_failed", "The blob store is gone.", { adapter: "test" });
  const blobs: BlobStore = {
    ...plain,
    get: async (key, options) => {
      if (isGone) throw failing;
      return plain.get(key, options);
    },
  };
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs };
  await using index = await createRevimg({ model: "mini", ...stores });
  await collect(index.index([{ bytes: scenes[5]!, filename: "5.png" }]));
  const image = await transformations[0]!.apply(scenes[5]!, seededRandom(2));
  const tierOf = async () => (await index.search({ image })).matches[0]!.tier;
  isGone = true;
  expect(await tierOf()).toBe("similar");
  isGone = false;
  expect(await tierOf()).toBe("edited");
});
