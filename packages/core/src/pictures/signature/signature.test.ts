import { expect, test } from "vitest";
import { decodeImage } from "../decode.js";
import { defaultImageLimits as limits } from "../limits.js";
import { drawScene } from "../test-pictures.js";
import { type FeatureSet, featuresToKeep, groupCount } from "./features.js";
import { frameOf } from "./frame.js";
import { greyLevels } from "./grey-levels.js";
import { joinFeatures } from "./join-features.js";
import { type KeptPart, readSignature, signatureOf } from "./signature.js";

const bytesOf = (signature: string) => Buffer.from(signature, "base64");
const read = (signature: string, part: KeptPart = "all") => readSignature(bytesOf(signature), part);

/** Bytes that are a part of a file come back as bytes. */
const plain = ({ starts, places, descriptors }: FeatureSet) => ({
  starts,
  places: Buffer.from(places),
  descriptors,
});

const frame = await frameOf(await decodeImage(await drawScene(1), { limits }));

test("a signature comes back as the features it was made of", () => {
  const { strongest, more } = featuresToKeep(greyLevels(frame));
  expect(read(signatureOf(frame), "strongest")).toEqual(plain(strongest));
  expect(read(signatureOf(frame), "all")).toEqual(joinFeatures(strongest, more));
  expect(strongest.places.length / 2).toBeGreaterThan(20);
  expect(more.places.length / 2).toBeGreaterThan(10);
});

test("one that has the strongest features alone, as earlier versions made it, is read", () => {
  const { strongest } = featuresToKeep(greyLevels(frame));
  const size = 15 + 18 * (strongest.places.length / 2);
  const before = bytesOf(signatureOf(frame)).subarray(0, size);
  expect(readSignature(before, "strongest")).toEqual(plain(strongest));
  expect(readSignature(before, "all")).toEqual(plain(strongest));
});

test("joined features are in groups, those of the first set first", () => {
  const { strongest, more } = featuresToKeep(greyLevels(frame));
  const all = joinFeatures(strongest, more);
  const placesOf = ({ starts, places }: FeatureSet, group: number) => [
    ...places.subarray(2 * starts[group]!, 2 * starts[group + 1]!),
  ];
  const wordsOf = ({ starts, descriptors }: FeatureSet, group: number) => [
    ...descriptors.subarray(4 * starts[group]!, 4 * starts[group + 1]!),
  ];
  for (let group = 0; group < groupCount; group++) {
    for (const of of [placesOf, wordsOf]) {
      expect(of(all, group)).toEqual([...of(strongest, group), ...of(more, group)]);
    }
  }
});

test("about 4 KB are kept", () => {
  expect(bytesOf(signatureOf(frame)).length).toBeLessThan(4_200);
});

test("a picture of one colour has no features", () => {
  const pixels = new Uint8Array(3 * 192 * 100).fill(90);
  expect(read(signatureOf({ pixels, width: 192, height: 100 }))?.places).toHaveLength(0);
});

test.each([
  [1, 1],
  [192, 1],
  [1, 192],
  [192, 12],
])("a frame of %i x %i has a signature", (width, height) => {
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 97) % 251);
  expect(read(signatureOf({ pixels, width, height }))).not.toBeNull();
});

test.each([
  ["nothing", ""],
  ["another version", Buffer.from([9, ...new Uint8Array(14)]).toString("base64")],
  ["one that was cut off", signatureOf(frame).slice(0, -8)],
  ["one with something behind it", `${signatureOf(frame)}AQAA`],
  ["no base64", "\u2603"],
])("%s is no signature", (_, text) => {
  expect(read(text)).toBeNull();
});
