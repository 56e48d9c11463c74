import sharp from "sharp";

/**
 * A small PNG of shapes; all have the same size in bytes. The shapes of two numbers may be
 * the same, so the number itself stands at the top, a cell for each of its bits.
 */
export async function drawPicture(n: number): Promise<Uint8Array> {
  const bits = Array.from({ length: 24 }, (_, bit) =>
    (n >> bit) & 1 ? `<rect x="${4 * bit}" width="4" height="4"/>` : "",
  ).join("");
  const hue = (n * 137.5) % 360;
  const [x, y, r] = [(n * 29) % 96, (n * 53) % 96, 8 + (n % 40)];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="hsl(${hue},60%,70%)"/><circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(hue + 150) % 360},70%,35%)"/><rect x="${y}" y="${x}" width="${r}" height="${n % 31}" fill="hsl(${n % 360},80%,50%)"/>${bits}</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().png({ compressionLevel: 0 }).toBuffer();
}
