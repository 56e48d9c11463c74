import { expect, test } from "vitest";
import { decodeImage } from "../decode.js";
import { defaultImageLimits as limits } from "../limits.js";
import { drawScene } from "../test-pictures.js";
import { featuresToKeep } from "./features.js";
import { frameOf } from "./frame.js";
import { greyLevels } from "./grey-levels.js";
import { readSignature, signatureOf } from "./signature.js";

const read = (signature: string) => readSignature(Buffer.from(signature, "base64"));

const frame = await frameOf(await decodeImage(await drawScene(1), { limits }));

test("a signature comes back as the features it was made of", () => {
  const features = featuresToKeep(greyLevels(frame));
  const { starts, places, descriptors } = read(signatureOf(frame))!;
  expect([...starts]).toEqual([...features.starts]);
  expect([...places]).toEqual([...features.places]);
  expect([...descriptors]).toEqual([...features.descriptors]);
  expect(places.length / 2).toBeGreaterThan(20);
});

test("about 2 KB are kept", () => {
  expect(Buffer.from(signatureOf(frame), "base64").length).toBeLessThan(2_100);
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
  ["no base64", "\u2603"],
])("%s is no signature", (_, text) => {
  expect(read(text)).toBeNull();
});
