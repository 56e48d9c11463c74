import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { Revimg } from "../../api/revimg.js";
import type { AffineTransform } from "../../api/search-result.js";
import { seededRandom } from "../../evaluation/index.js";
import { createRevimg } from "../../open/create-revimg.js";
import { drawScene } from "../../pictures/test-pictures.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../../stores/memory/index.js";
import { collect } from "../../testing/temporary.js";

const [width, height] = [360, 240];

const scenes = await Promise.all(Array.from({ length: 60 }, (_, i) => dotted(i)));

/** A scene with a texture, as photos have one. */
async function dotted(seed: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const dots = Array.from({ length: 120 }, () => {
    const [x, y, r] = [random() * width, random() * height, 2 + random() * 8];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${random() * 360} 60% ${20 + random() * 60}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${dots.join("")}</svg>`;
  const overlay = [{ input: Buffer.from(svg) }];
  return sharp(await drawScene(seed, width, height))
    .composite(overlay)
    .png()
    .toBuffer();
}

let revimg: Revimg;

beforeAll(async () => {
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  revimg = await createRevimg({ model: "mini", ...stores });
  await collect(revimg.index(scenes.map((bytes, i) => ({ bytes, filename: `${i}` }))));
  return () => revimg.close();
});

async function copiesIn(image: Uint8Array, limit = 20) {
  const { matches } = await revimg.search({ image, limit, copies: "thorough" });
  return matches.filter(({ tier }) => tier === "edited");
}

/** Where a transform takes a place, in pixels of a scene. */
function pixelsOf([[a, b, c], [d, e, f]]: AffineTransform, [x, y]: [number, number]) {
  return { x: (a * x + b * y + c) * width, y: (d * x + e * y + f) * height };
}

function expectPlace(place: { x: number; y: number }, x: number, y: number) {
  expect(Math.hypot(place.x - x, place.y - y)).toBeLessThan(6);
}

describe("a thorough look", () => {
  test.each([90, 180, 270])("finds a picture turned by %i degrees", async (degrees) => {
    const query = await sharp(scenes[4]!).rotate(degrees).jpeg({ quality: 90 }).toBuffer();
    const [copy, ...others] = await copiesIn(query);
    expect(others).toEqual([]);
    expect(copy).toMatchObject({ filename: "4", evidence: { edits: ["rotated"] } });
    const { rotation, transform, overlap } = copy!.evidence!;
    expect(overlap).toBeGreaterThan(0.93);
    const apart = Math.abs(rotation - degrees) % 360;
    expect(Math.min(apart, 360 - apart)).toBeLessThan(1);
    // The upper left corner of the query was another corner of the original.
    const corner = { 90: [0, height], 180: [width, height], 270: [width, 0] }[degrees]!;
    expectPlace(pixelsOf(transform, [0, 0]), corner[0]!, corner[1]!);
  });

  test("does not call a turned copy a copy that a person called different", async () => {
    const query = await sharp(scenes[9]!).rotate(90).jpeg({ quality: 90 }).toBuffer();
    const [event] = (await collect(revimg.index([{ bytes: query, filename: "turned" }]))).filter(
      ({ type }) => type === "added",
    );
    const id = (event as Extract<typeof event, { id: string }>).id;
    const [copy] = await copiesIn(query);
    expect(copy!.filename).toBe("9");
    await revimg.markCopies([id, copy!.id], "different");
    expect(await copiesIn(query)).toEqual([]);
    await revimg.delete([id]);
  });

  test("finds a picture that is turned by any angle and mirrored", async () => {
    const mirrored = await sharp(scenes[7]!).flop().png().toBuffer();
    const query = await sharp(mirrored).rotate(131, { background: "#fff" }).jpeg().toBuffer();
    const [copy, ...others] = await copiesIn(query);
    expect(others).toEqual([]);
    expect(copy).toMatchObject({
      filename: "7",
      evidence: { edits: ["mirrored", "framed", "rotated"] },
    });
    expect(copy!.evidence!.rotation).toBeCloseTo(131, 0);
    expectPlace(pixelsOf(copy!.evidence!.transform, [0.5, 0.5]), width / 2, height / 2);
  });

  test("finds the pictures of a collage, and where they are", async () => {
    const cells = [3, 11, 19, 27].map((scene, i) => ({
      input: scenes[scene]!,
      left: (i % 2) * width,
      top: Math.floor(i / 2) * height,
    }));
    const create = {
      width: 2 * width,
      height: 2 * height,
      channels: 3,
      background: "#fff",
    } as const;
    const query = await sharp({ create }).composite(cells).jpeg({ quality: 90 }).toBuffer();
    const copies = await copiesIn(query);
    expect(copies.map(({ filename }) => filename).sort()).toEqual(["11", "19", "27", "3"]);
    for (const { evidence } of copies) {
      expect(evidence!.edits).toEqual(["framed"]);
      expect(evidence!.queryOverlap).toBeCloseTo(0.25, 1);
    }
    const right = copies.find(({ filename }) => filename === "11")!;
    expectPlace(pixelsOf(right.evidence!.transform, [0.5, 0]), 0, 0);
    expectPlace(pixelsOf(right.evidence!.transform, [1, 0.5]), width, height);
  });

  test("finds a picture on a screen, at any place and scale", async () => {
    const [left, top] = [487, 95];
    const small = await sharp(scenes[5]!).resize(300).png().toBuffer();
    const create = { width: 1000, height: 640, channels: 3, background: "#f4f4f4" } as const;
    const query = await sharp({ create })
      .composite([{ input: small, left, top }])
      .jpeg({ quality: 90 })
      .toBuffer();
    const [copy, ...others] = await copiesIn(query);
    expect(others).toEqual([]);
    expect(copy).toMatchObject({ filename: "5", evidence: { edits: ["framed"] } });
    const { transform } = copy!.evidence!;
    expectPlace(pixelsOf(transform, [left / 1000, top / 640]), 0, 0);
    expectPlace(pixelsOf(transform, [(left + 300) / 1000, (top + 200) / 640]), width, height);
  });

  test("shows every picture once, whatever the limit", async () => {
    const image = await sharp(scenes[4]!).rotate(90).jpeg({ quality: 90 }).toBuffer();
    for (const limit of [3, 25]) {
      const names: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await revimg.search({
          ...{ image, limit, copies: "thorough" },
          ...(cursor !== null && { cursor }),
        });
        names.push(...page.matches.map(({ filename }) => filename));
        cursor = page.nextCursor;
      } while (cursor !== null && names.length < 100);
      expect(names[0]).toBe("4");
      expect(names.length).toBe(scenes.length);
      expect(new Set(names).size).toBe(scenes.length);
    }
  });

  test("asks with an indexed picture, too", async () => {
    const bytes = await sharp(scenes[9]!).rotate(180).jpeg({ quality: 90 }).toBuffer();
    const events = await collect(revimg.index([{ bytes, filename: "turned" }]));
    const id = events.flatMap((event) => (event.type === "added" ? [event.id] : []))[0]!;
    const { matches } = await revimg.search({ id, copies: "thorough" });
    expect(matches[0]).toMatchObject({ filename: "9", tier: "edited" });
    await revimg.delete([id]);
  });

  test("keeps to the filter", async () => {
    const image = await sharp(scenes[4]!).rotate(90).jpeg({ quality: 90 }).toBuffer();
    const filter = { width: { gte: width + 1 } };
    expect((await revimg.search({ image, filter, copies: "thorough" })).matches).toEqual([]);
  });

  test("claims no other picture", async () => {
    const stranger = await dotted(1000);
    expect(await copiesIn(stranger)).toEqual([]);
  });
});

test("without it, a turned picture is similar", async () => {
  const image = await sharp(scenes[4]!).rotate(90).jpeg({ quality: 90 }).toBuffer();
  const { matches } = await revimg.search({ image });
  expect(matches.every(({ tier }) => tier === "similar")).toBe(true);
});
