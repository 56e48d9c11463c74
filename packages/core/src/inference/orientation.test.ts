import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { decodeImage, workingSideFor } from "../pictures/decode.js";
import { defaultImageLimits as limits } from "../pictures/limits.js";
import { resizedSide } from "../pictures/resize/input-geometry.js";
import { drawScene } from "../pictures/test-pictures.js";
import { createEmbedder } from "./create-embedder.js";
import { tinyClip } from "./test-models.js";

/** For each EXIF orientation: how the stored picture differs from the upright one. */
const stored: ((picture: Sharp) => Sharp)[] = [
  (picture) => picture,
  (picture) => picture.flop(),
  (picture) => picture.rotate(180),
  (picture) => picture.flip(),
  (picture) => picture.flop().rotate(270),
  (picture) => picture.rotate(270),
  (picture) => picture.flop().rotate(90),
  (picture) => picture.rotate(90),
];

test.each([
  ["small", 480, 320],
  ["large", 2400, 1600],
])("all eight orientations of a %s picture give one embedding", async (_, width, height) => {
  const scene = await drawScene(7, width, height);
  const embedder = await createEmbedder({ model: await tinyClip(), threads: 1 });
  const vectors = await Promise.all(
    stored.map(async (store, index) => {
      const turned = await store(sharp(scene)).png().toBuffer();
      const picture = await sharp(turned)
        .withMetadata({ orientation: index + 1 })
        .jpeg({ quality: 95 })
        .toBuffer();
      const workingSide = workingSideFor(resizedSide(embedder.input));
      const image = await decodeImage(picture, { limits, workingSide });
      return (await embedder.embed(image, { priority: "bulk" })).vector;
    }),
  );
  await embedder.close();
  for (const a of vectors) {
    for (const b of vectors) {
      const cosine = a.reduce((sum, value, place) => sum + value * b[place]!, 0);
      expect(cosine).toBeGreaterThanOrEqual(0.999);
    }
  }
});
