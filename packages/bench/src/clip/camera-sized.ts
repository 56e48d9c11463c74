import sharp from "sharp";

const width = 4000;
const height = 3000;
const tile = { width: 400, height: 300 };

/**
 * Writes a 12-megapixel JPEG with as much detail, and about as many bytes, as a
 * camera's: photos side by side. One photo enlarged would be smooth, and so
 * decoded far faster than what people have.
 */
export async function writeCameraSized(
  file: string,
  photos: readonly string[],
  number: number,
): Promise<void> {
  const places: { left: number; top: number }[] = [];
  for (let top = 0; top < height; top += tile.height) {
    for (let left = 0; left < width; left += tile.width) places.push({ left, top });
  }
  const tiles = await Promise.all(
    places.map(async (place, index) => {
      const photo = photos[(number * 53 + index * 7) % photos.length]!;
      return {
        input: await sharp(photo)
          .resize({ ...tile, fit: "cover" })
          .png({ compressionLevel: 1 })
          .toBuffer(),
        ...place,
      };
    }),
  );
  await sharp({ create: { width, height, channels: 3, background: "#808080" } })
    .composite(tiles)
    .jpeg({ quality: 90 })
    .toFile(file);
}
