import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

/** Draws `count` JPEGs, each with a pattern of its own, as `000.jpg` and so on. */
export async function drawPictures(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < count; number++) {
    const bars = Array.from({ length: 6 }, (_, i) => {
      const [x, hue] = [(number * 37 + i * 53) % 300, (number * 71 + i * 40) % 360];
      return `<rect x="${x}" y="${i * 40}" width="${20 + ((number * 7 + i) % 90)}" height="38" fill="hsl(${hue} 70% 50%)"/>`;
    });
    const ground = `<rect width="320" height="240" fill="hsl(${(number * 13) % 360} 30% 80%)"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">${ground}${bars.join("")}</svg>`;
    await sharp(Buffer.from(svg)).toFile(join(folder, `${String(number).padStart(3, "0")}.jpg`));
  }
}
