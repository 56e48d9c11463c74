import { clipModelFolder } from "@revimg/testing/clip-model";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import type { QueryPart, SearchQuery } from "../api/search-query.js";
import { createRevimg } from "../open/create-revimg.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { collect, picture } from "../testing/temporary.js";

/** A model with a text tower and random weights: what it thinks does not matter here. */
const model = `${await clipModelFolder({ size: "tiny", dtype: "fp32" })}/manifest.json`;

const names = Array.from({ length: 24 }, (_, i) => `${i}.jpg`);
const texts = ["a red bag", "koi in a pond", "night", "zwei Hunde"];

let revimg: Revimg;
let pictures: Uint8Array[];
let ids: string[];
/** In the order of `ids`. */
let stored: Float32Array[];
let textVectors: Float32Array[];

beforeAll(async () => {
  const vectors = memoryVectors();
  const stores = { vectors, metadata: memoryMetadata(), blobs: memoryBlobs() };
  revimg = await createRevimg({ model, tags: false, ...stores });
  pictures = await Promise.all(names.map((_, i) => picture(i)));
  const items = names.map((filename, i) => ({ filename, bytes: pictures[i]! }));
  const events = await collect(revimg.index(items));
  ids = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  stored = (await vectors.fetch(ids)).map((vector) => vector!);
  textVectors = await revimg.embedTexts(texts);
  return () => revimg.close();
});

/** What a part stands for, as picture or text number `index`. */
interface PlainPart {
  kind: "image" | "id" | "vector" | "text";
  index: number;
  weight: number;
}

const plainPart = fc.record({
  kind: fc.constantFrom("image", "id", "vector", "text") as fc.Arbitrary<PlainPart["kind"]>,
  index: fc.nat({ max: names.length - 1 }),
  weight: fc.double({ min: 0.05, max: 3, noNaN: true }),
});

function toPart({ kind, index, weight }: PlainPart): QueryPart {
  if (kind === "text") return { text: texts[index % texts.length]!, weight };
  if (kind === "id") return { id: ids[index]!, weight };
  if (kind === "image") return { image: pictures[index]!, weight };
  // Of any length: only its direction counts.
  const vector = stored[index]!.map((value) => value * 5);
  return { vector, model: revimg.model.id, weight };
}

function vectorOf({ kind, index }: PlainPart): Float32Array {
  return kind === "text" ? textVectors[index % texts.length]! : stored[index]!;
}

/** The oracle: every picture's cosine with the weighted sum, best first. */
function everyMatch(positives: PlainPart[], negatives: PlainPart[]) {
  const sum = new Array<number>(revimg.model.dimension).fill(0);
  for (const [sign, parts] of [[1, positives] as const, [-1, negatives] as const]) {
    for (const part of parts) {
      vectorOf(part).forEach((value, i) => {
        sum[i]! += sign * part.weight * value;
      });
    }
  }
  const norm = Math.hypot(...sum);
  const excluded = [...positives, ...negatives].flatMap((part) =>
    part.kind === "id" ? [ids[part.index]] : [],
  );
  const matches = ids
    .map((id, k) => ({
      id,
      similarity: stored[k]!.reduce((total, value, i) => total + (value * sum[i]!) / norm, 0),
    }))
    .filter(({ id }) => !excluded.includes(id))
    .sort((a, b) => b.similarity - a.similarity);
  return { norm, matches };
}

test("a query of many parts finds what the weighted sum of their vectors is nearest to", async () => {
  const lists = [
    fc.array(plainPart, { minLength: 1, maxLength: 4 }),
    fc.array(plainPart, { maxLength: 3 }),
  ] as const;
  const property = fc.asyncProperty(...lists, async (positives, negatives) => {
    const { norm, matches } = everyMatch(positives, negatives);
    fc.pre(norm > 0.05);
    const query = { query: positives.map(toPart), negative: negatives.map(toPart), limit: 100 };
    const found = (await revimg.search(query)).matches;
    const similarities = new Map(matches.map(({ id, similarity }) => [id, similarity]));
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(similarities.keys()));
    for (const [i, { id, similarity, tier }] of found.entries()) {
      expect(similarity).toBeCloseTo(similarities.get(id)!, 5);
      expect(similarity).toBeCloseTo(matches[i]!.similarity, 5);
      if (positives.length + negatives.length > 1) expect(tier).toBe("similar");
    }
  });
  await fc.assert(property, { numRuns: 60 });
});

test("a region finds what the picture that is cut out there finds", async () => {
  const side = fc.integer({ min: 1, max: 90 });
  const property = fc.asyncProperty(
    fc.record({ x: fc.nat({ max: 50 }), y: fc.nat({ max: 50 }), width: side, height: side }),
    fc.constantFrom(1, 3, 6, 8),
    fc.boolean(),
    async (box, orientation, asFractions) => {
      const [width, height] = orientation > 4 ? [141, 173] : [173, 141];
      const upright = await sharp(pictures[5]).resize(width, height).png().toBuffer();
      const angle = { 1: 0, 3: 180, 6: 270, 8: 90 }[orientation]!;
      const stored = await sharp(upright).rotate(angle).withMetadata({ orientation }).png();
      const image = await stored.toBuffer();
      const { x: left, y: top, ...size } = box;
      const cropped = await sharp(upright)
        .extract({ left, top, ...size })
        .png()
        .toBuffer();
      const region = asFractions
        ? {
            x: box.x / width,
            y: box.y / height,
            width: box.width / width,
            height: box.height / height,
            unit: "fractions" as const,
          }
        : box;
      const byRegion = await revimg.search({ image, region, limit: 5 });
      const byCrop = await revimg.search({ image: cropped, limit: 5 });
      expect(byRegion.matches.map(({ similarity }) => similarity)).toEqual(
        byCrop.matches.map(({ similarity }) => similarity),
      );
    },
  );
  await fc.assert(property, { numRuns: 30 });
});

test("more like an indexed picture: its neighbours, and never itself", async () => {
  const { matches } = await revimg.search({ id: ids[4]!, limit: 100 });
  const byPicture = await revimg.search({ image: pictures[4]!, limit: 100 });
  expect(matches).toHaveLength(names.length - 1);
  expect(matches.map(({ id }) => id)).toEqual(
    byPicture.matches.map(({ id }) => id).filter((id) => id !== ids[4]),
  );
});

test("pages of a search by id never show the picture, nor one twice", async () => {
  const paged: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await revimg.search({ id: ids[9]!, limit: 5, ...(cursor && { cursor }) });
    paged.push(...page.matches.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(new Set(paged)).toEqual(new Set(ids.filter((id) => id !== ids[9])));
  expect(paged).toHaveLength(names.length - 1);
});

test("a region of an indexed picture is cut from its original", async () => {
  const region = { x: 0.25, y: 0.5, width: 0.5, height: 0.25, unit: "fractions" as const };
  const byId = await revimg.search({ id: ids[2]!, region, limit: 100 });
  const byPicture = await revimg.search({ image: pictures[2]!, region, limit: 100 });
  expect(byId.matches.map(({ id, similarity }) => [id, similarity])).toEqual(
    byPicture.matches
      .filter(({ id }) => id !== ids[2])
      .map(({ id, similarity }) => [id, similarity]),
  );
  expect(byPicture.matches.every(({ tier }) => tier !== "exact")).toBe(true);
});

const region = (x: number, y: number, width: number, height: number, unit?: string) => ({
  image: pictures[0],
  region: { x, y, width, height, unit },
});

test.each<[string, () => object, string, RegExp]>([
  ["no part", () => ({ query: [] }), "invalid_input", /query is an empty list/],
  ["nothing positive", () => ({ negative: { text: "red" } }), "invalid_input", /needs something/],
  ["two at once", () => ({ image: pictures[0], text: "a" }), "invalid_input", /query: \[\{ image/],
  ["one and a list", () => ({ text: "a", query: [{ text: "b" }] }), "invalid_input", /not both/],
  [
    "an unknown part",
    () => ({ query: [{ txt: "a" }] }),
    "invalid_input",
    /query\[0\] has no "txt"/,
  ],
  ["an unknown option", () => ({ text: "a", limits: 5 }), "invalid_input", /has no "limits"/],
  ["a weight of 0", () => ({ query: [{ text: "a", weight: 0 }] }), "invalid_input", /\.weight/],
  [
    "a weight that is none",
    () => ({ negative: [{ text: "a", weight: Number.NaN }], text: "b" }),
    "invalid_input",
    /negative\[0\]\.weight/,
  ],
  [
    "too many parts",
    () => ({ query: Array(17).fill({ text: "a" }) }),
    "invalid_input",
    /at most 16/,
  ],
  ["an empty text", () => ({ text: "  " }), "invalid_input", /a text must have/],
  [
    "a region of a text",
    () => ({ text: "a", region: region(0, 0, 1, 1).region }),
    "invalid_input",
    /part of a picture/,
  ],
  [
    "a region outside",
    () => region(100, 0, 61, 10),
    "invalid_input",
    /160 x 120 pixels.*ends at 161, 10/,
  ],
  ["fractions outside", () => region(0.5, 0, 0.6, 1, "fractions"), "invalid_input", /160 x 120/],
  ["a region of no width", () => region(0, 0, 0, 5), "invalid_input", /a region has/],
  ["a region left of the picture", () => region(-1, 0, 5, 5), "invalid_input", /a region has/],
  ["a unit that is none", () => region(0, 0, 5, 5, "percent"), "invalid_input", /a unit/],
  [
    "parts that cancel each other",
    () => ({ id: ids[0], negative: { image: pictures[0] } }),
    "invalid_input",
    /cancel each other/,
  ],
  ["an unknown id", () => ({ id: "none" }), "not_found", /no picture with this id/],
])("%s is refused", async (_, query, code, message) => {
  const call = revimg.search(query() as SearchQuery);
  await expect(call).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test("the first part that fails stops the others", async () => {
  const query = [{ image: "/no/such.jpg" }, { text: "a" }, { image: pictures[1]! }];
  await expect(revimg.search({ query })).rejects.toMatchObject({ code: "not_found" });
  expect((await revimg.search({ image: pictures[1]! })).matches[0]?.tier).toBe("exact");
});
