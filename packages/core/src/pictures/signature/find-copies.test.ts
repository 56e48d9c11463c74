import sharp from "sharp";
import { expect, test } from "vitest";
import { defaultImageLimits as limits } from "../limits.js";
import { readForIndex, readForQuery } from "../read-picture.js";
import { squareGeometry } from "../resize/input-geometry.js";
import { drawScene } from "../test-pictures.js";
import { CopyFinder } from "./find-copies.js";

const reading = { limits, workingSide: 320, input: squareGeometry(64) };

interface Indexed {
  contentHash: string;
  signature: Buffer;
  thumbnail: Uint8Array;
  isAlike: boolean;
}

/** A picture as an index keeps it. */
async function indexed(bytes: Uint8Array, contentHash: string): Promise<Indexed> {
  const { signature, thumbnail } = await readForIndex(bytes, reading);
  return { contentHash, signature: Buffer.from(signature, "base64"), thumbnail, isAlike: true };
}

const lookOf = async (bytes: Uint8Array) => (await readForQuery(bytes, reading, undefined)).look;

const scenes = await Promise.all(Array.from({ length: 5 }, (_, seed) => drawScene(seed, 480, 360)));
const stored = await Promise.all(scenes.map((bytes, i) => indexed(bytes, `scene ${i}`)));
const darker = await sharp(scenes[2]).modulate({ brightness: 0.7 }).jpeg().toBuffer();

test("a thumbnail is asked for once, and tells the same from then on", async () => {
  const finder = new CopyFinder();
  const look = await lookOf(darker);
  const first = finder.find(look, stored);
  expect(first.copies.size).toBe(0);
  expect(first.unknown.map(({ contentHash }) => contentHash)).toContain("scene 2");
  const thumbnailOf = (hash: string) =>
    stored.find(({ contentHash }) => contentHash === hash)!.thumbnail;
  const thumbnails = first.unknown.map(({ contentHash }) => thumbnailOf(contentHash));
  const copies = await finder.compare(look.frame, first.unknown, thumbnails);
  expect([...copies]).toMatchObject([["scene 2", { edits: ["recoloured"] }]]);
  expect(finder.find(look, stored)).toEqual({ copies, unknown: [] });
});

test("a damaged thumbnail is no copy, and is asked for again", async () => {
  const finder = new CopyFinder();
  const look = await lookOf(darker);
  const { unknown } = finder.find(look, stored);
  const damaged = unknown.map(() => Buffer.from("no picture"));
  expect(await finder.compare(look.frame, unknown, damaged)).toEqual(new Map());
  expect(finder.find(look, stored).unknown).toEqual(unknown);
});

test("one that features do not tell is compared only where it is alike", async () => {
  const create = { width: 300, height: 200, channels: 3, background: "#446" } as const;
  const plain = await sharp({ create }).png().toBuffer();
  const candidate = await indexed(plain, "plain");
  const look = await lookOf(plain);
  const finder = new CopyFinder();
  expect(finder.find(look, [candidate]).unknown).toHaveLength(1);
  expect(finder.find(look, [{ ...candidate, isAlike: false }]).unknown).toEqual([]);
});

test("as many thumbnails are remembered as fit, the last ones used", async () => {
  const finder = new CopyFinder();
  const look = await lookOf(scenes[0]!);
  const many = Array.from({ length: 200 }, (_, i) => ({ ...stored[0]!, contentHash: `${i}` }));
  for (const candidate of many) {
    const { unknown } = finder.find(look, [candidate]);
    await finder.compare(look.frame, unknown, [candidate.thumbnail]);
  }
  const isKnown = (candidate: Indexed) => finder.find(look, [candidate]).unknown.length === 0;
  expect(isKnown(many.at(-1)!)).toBe(true);
  expect(isKnown(many[0]!)).toBe(false);
});
