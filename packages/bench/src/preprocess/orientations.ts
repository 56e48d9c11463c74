import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { clipModelFolder } from "@revimg/testing/clip-model";
import sharp, { type Sharp } from "sharp";
import { minCosine } from "./differences.js";

/** For each EXIF orientation, from 1 on: how the stored picture differs from the upright one. */
const stored: readonly ((picture: Sharp) => Sharp)[] = [
  (picture) => picture,
  (picture) => picture.flop(),
  (picture) => picture.rotate(180),
  (picture) => picture.flip(),
  (picture) => picture.flop().rotate(270),
  (picture) => picture.rotate(270),
  (picture) => picture.flop().rotate(90),
  (picture) => picture.rotate(90),
];

/**
 * Lowest cosine between the embeddings of one picture stored in all eight EXIF
 * orientations, of some pictures in two sizes, on a model of CLIP's full size.
 */
export async function orientationMinCosine(photos: readonly string[]): Promise<number> {
  const folder = await clipModelFolder({ size: "full" });
  await using revimg = await createRevimg({
    model: join(folder, "manifest.json"),
    vectors: memoryVectors,
    metadata: memoryMetadata,
    blobs: memoryBlobs,
  });
  let least = 1;
  for (const photo of photos) {
    const original = await readFile(photo);
    const large = await sharp(original).resize(2400, 1600, { kernel: "cubic" }).png().toBuffer();
    for (const picture of [original, large]) {
      const pictures = await Promise.all(stored.map((_, index) => turned(picture, index)));
      const vectors = await Promise.all(pictures.map((image) => revimg.embedImage(image)));
      least = Math.min(least, minCosine(vectors));
    }
  }
  return least;
}

/** A JPEG with `orientation` index + 1 that shows the picture upright. */
async function turned(picture: Buffer, index: number): Promise<Buffer> {
  const pixels = await stored[index]!(sharp(picture)).png({ compressionLevel: 1 }).toBuffer();
  return sharp(pixels)
    .withMetadata({ orientation: index + 1 })
    .jpeg({ quality: 95 })
    .toBuffer();
}
