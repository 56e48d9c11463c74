import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./decode.js";
import { defaultImageLimits as limits } from "./limits.js";
import { drawScene, meanDifference } from "./test-pictures.js";
import { makeThumbnail } from "./thumbnail.js";

async function thumbnailOf(picture: Buffer) {
  const thumbnail = await makeThumbnail(await decodeImage(picture, { limits }));
  return { thumbnail, metadata: await sharp(thumbnail).metadata() };
}

describe("makeThumbnail", () => {
  test.each([
    [900, 600, 320, 213],
    [600, 900, 213, 320],
    [64, 48, 64, 48],
    [2000, 2, 320, 1],
  ])("makes of %i x %i pixels %i x %i", async (width, height, thumbnailWidth, thumbnailHeight) => {
    const { metadata } = await thumbnailOf(await drawScene(3, width, height));
    expect(metadata).toMatchObject({
      format: "jpeg",
      width: thumbnailWidth,
      height: thumbnailHeight,
    });
  });

  test("shows the picture upright and carries nothing of its metadata", async () => {
    const exif = { IFD0: { Artist: "someone" }, IFD3: { GPSLatitude: "1/1" } };
    const picture = await sharp(await drawScene(3, 300, 200))
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .withIccProfile("p3")
      .jpeg()
      .toBuffer();
    const { metadata } = await thumbnailOf(picture);
    expect(metadata).toMatchObject({ width: 200, height: 300 });
    for (const key of ["exif", "icc", "xmp", "iptc", "orientation"]) {
      expect(metadata).not.toHaveProperty(key);
    }
  });

  test("looks like the picture", async () => {
    const picture = await drawScene(4, 320, 200);
    const { thumbnail } = await thumbnailOf(picture);
    const [expected, shown] = await Promise.all(
      [picture, thumbnail].map((bytes) => sharp(bytes).removeAlpha().raw().toBuffer()),
    );
    expect(meanDifference(expected!, shown!)).toBeLessThan(6);
  });
});
