import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

export interface PhotoFolder extends AsyncDisposable {
  /** Of the query, and of what programs write. */
  directory: string;
  /** Six drawings `0.jpg` to `5.jpg`, and `small.jpg`, a smaller copy of the first. */
  photos: string;
  /** The second drawing without its border. */
  query: string;
}

/** A folder of pictures for the recipes. */
export async function drawPhotoFolder(): Promise<PhotoFolder> {
  const directory = await mkdtemp(join(tmpdir(), "revimg-recipes-"));
  const [photos, query] = [join(directory, "photos"), join(directory, "query.jpg")];
  await mkdir(photos);
  const drawings = await Promise.all([0, 1, 2, 3, 4, 5].map(draw));
  for (const [number, drawing] of drawings.entries()) {
    await sharp(drawing).toFile(join(photos, `${number}.jpg`));
  }
  await sharp(drawings[0]).resize(240).toFile(join(photos, "small.jpg"));
  const inner = { left: 20, top: 15, width: 440, height: 330 };
  await sharp(drawings[1]).extract(inner).toFile(query);
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  return { directory, photos, query, [Symbol.asyncDispose]: remove };
}

function draw(number: number): Promise<Buffer> {
  const shapes = Array.from({ length: 14 }, (_, i) => {
    const at = (factor: number, range: number) => (number * 131 + i * factor) % range;
    const fill = `hsl(${at(47, 360)}, 80%, ${30 + at(13, 50)}%)`;
    return i % 2 === number % 2
      ? `<circle cx="${at(97, 480)}" cy="${at(61, 360)}" r="${20 + at(29, 60)}" fill="${fill}"/>`
      : `<rect x="${at(83, 480)}" y="${at(71, 360)}" width="${40 + at(37, 120)}" height="${20 + at(41, 90)}" fill="${fill}"/>`;
  });
  const ground = `<rect width="480" height="360" fill="hsl(${number * 77}, 40%, 75%)"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360">${ground}${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
