import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import type { AffineTransform } from "../api/search-result.js";
import { seededRandom, transformations } from "../evaluation/index.js";
import { compareImages } from "../open/compare-images.js";
import { createRevimg } from "../open/create-revimg.js";
import { drawScene } from "../pictures/test-pictures.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { collect } from "../testing/temporary.js";

const [scene, other] = await Promise.all([dotted(1), dotted(2)]);

/** A scene of 480 by 320 pixels with a texture, as photos have one. */
async function dotted(seed: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const dots = Array.from({ length: 160 }, () => {
    const [x, y, r] = [random() * 480, random() * 320, 2 + random() * 9];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${random() * 360} 60% ${20 + random() * 60}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">${dots.join("")}</svg>`;
  const overlay = [{ input: Buffer.from(svg) }];
  return sharp(await drawScene(seed, 480, 320))
    .composite(overlay)
    .png()
    .toBuffer();
}

const plain = (background: string) =>
  sharp({ create: { width: 300, height: 200, channels: 3, background } })
    .png()
    .toBuffer();

let revimg: Revimg;

beforeAll(async () => {
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  revimg = await createRevimg({ model: "mini", ...stores });
  return () => revimg.close();
});

/** Where a transform takes a place. */
function moved([[a, b, c], [d, e, f]]: AffineTransform, [x, y]: [number, number]) {
  return [a * x + b * y + c, d * x + e * y + f];
}

describe("a pair", () => {
  test("of equal bytes and of equal pixels is exact, and lies where it lay", async () => {
    const saved = await sharp(scene).webp({ lossless: true }).toBuffer();
    const whole = { edits: [], overlap: 1, queryOverlap: 1, rotation: 0 };
    const transform = [
      [1, 0, 0],
      [0, 1, 0],
    ];
    for (const [copy, by] of [
      [scene, "bytes"],
      [saved, "pixels"],
    ] as const) {
      const { tier, evidence, similarity } = await revimg.compare(scene, copy);
      expect({ tier, evidence }).toEqual({ tier: "exact", evidence: { by, ...whole, transform } });
      expect(similarity).toBeCloseTo(1);
    }
  });

  test("of a picture and a part of it tells where the part was", async () => {
    const part = { left: 120, top: 40, width: 300, height: 240 };
    const copy = await sharp(scene).extract(part).jpeg({ quality: 90 }).toBuffer();
    const { tier, evidence } = await revimg.compare(scene, copy);
    expect({ tier, edits: evidence?.edits }).toEqual({ tier: "edited", edits: ["cropped"] });
    expect(evidence!.overlap).toBeCloseTo((300 * 240) / (480 * 320), 1);
    expect(evidence!.queryOverlap).toBeGreaterThan(0.95);
    const [left, top] = moved(evidence!.transform, [0, 0]);
    const [right, bottom] = moved(evidence!.transform, [1, 1]);
    expect(480 * left!).toBeCloseTo(120, -1);
    expect(320 * top!).toBeCloseTo(40, -1);
    expect(480 * right!).toBeCloseTo(420, -1);
    expect(320 * bottom!).toBeCloseTo(280, -1);
  });

  test("of a picture and its mirror image, framed, tells where the frame ends", async () => {
    const framed = { left: 60, right: 0, top: 0, bottom: 40, background: "#fff" };
    const mirrored = await sharp(scene).flop().png().toBuffer();
    const copy = await sharp(mirrored).extend(framed).jpeg({ quality: 90 }).toBuffer();
    const { evidence } = await revimg.compare(scene, copy);
    expect(evidence!.edits).toEqual(["mirrored", "framed"]);
    expect(evidence!.queryOverlap).toBeCloseTo((480 * 320) / (540 * 360), 1);
    // The upper left corner of the original is the upper right one of the copy.
    const [x, y] = moved(evidence!.transform, [1, 0]);
    expect(480 * x!).toBeCloseTo(0, -1);
    expect(320 * y!).toBeCloseTo(0, -1);
    const [right] = moved(evidence!.transform, [60 / 540, 0]);
    expect(480 * right!).toBeCloseTo(480, -1);
  });

  test("of other pictures is different", async () => {
    const { tier, evidence, similarity } = await revimg.compare(scene, other);
    expect({ tier, evidence }).toEqual({ tier: "different", evidence: null });
    expect(similarity).toBeLessThan(0.95);
  });

  test("is too plain to tell where a picture shows next to nothing", async () => {
    for (const [one, two] of [
      [await plain("#777"), await plain("#787878")],
      [scene, await plain("#777")],
      [await plain("#777"), scene],
    ] as const) {
      const { tier, evidence } = await revimg.compare(one, two);
      expect({ tier, evidence }).toEqual({ tier: "too_plain", evidence: null });
    }
  });

  test("is told as a search tells it", async () => {
    const copy = await transformations[0]!.apply(scene, seededRandom(3));
    await using index = await createRevimg({
      model: "mini",
      ...{ metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() },
    });
    await collect(index.index([{ bytes: scene, filename: "scene.png" }]));
    const [match] = (await index.search({ image: copy })).matches;
    const compared = await index.compare(scene, copy);
    expect(compared.tier).toBe(match!.tier);
    expect(compared.evidence!.edits).toEqual(match!.evidence!.edits);
    expect(compared.similarity).toBeCloseTo(match!.similarity, 5);
    for (const corner of [
      [0, 0],
      [1, 0],
      [0, 1],
    ] as [number, number][]) {
      const [x, y] = moved(compared.evidence!.transform, corner);
      const [foundX, foundY] = moved(match!.evidence!.transform, corner);
      expect(Math.hypot(x! - foundX!, y! - foundY!)).toBeLessThan(0.02);
    }
  });
});

test("without an index, the answer is the same", async () => {
  const copy = await transformations[0]!.apply(scene, seededRandom(3));
  expect(await compareImages(scene, copy)).toEqual(await revimg.compare(scene, copy));
});

test("wrong arguments are refused, and what was probably meant is named", async () => {
  const options = { modle: "mini" } as object;
  await expect(compareImages(scene, other, options)).rejects.toThrow(/Did you mean model\?/);
  await expect(compareImages("./none.jpg", other)).rejects.toMatchObject({ code: "not_found" });
});

test("stops with the signal's reason", async () => {
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await expect(revimg.compare(scene, other, { signal })).rejects.toBe(reason);
});
