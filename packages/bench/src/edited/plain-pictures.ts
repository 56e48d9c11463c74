import { seededRandom } from "@revimg/core/evaluation";
import sharp from "sharp";

const count = 60;

/** Pictures with next to nothing in them: one colour, a slope of two, a horizon, faint noise. */
export async function drawPlainPictures(): Promise<Uint8Array[]> {
  const pictures: Uint8Array[] = [];
  for (let i = 0; i < count; i++) pictures.push(await drawPlain(i));
  return pictures;
}

function drawPlain(number: number): Promise<Buffer> {
  const random = seededRandom(number);
  const colour = () => `hsl(${random() * 360} ${random() * 60}% ${10 + random() * 80}%)`;
  const [one, two] = [colour(), colour()];
  const [width, height] = [400, 260 + Math.floor(random() * 200)];
  const kinds = [
    `<rect width="100%" height="100%" fill="${one}"/>`,
    `<linearGradient id="slope" x2="${random()}" y2="${random()}"><stop stop-color="${one}"/><stop offset="1" stop-color="${two}"/></linearGradient><rect width="100%" height="100%" fill="url(#slope)"/>`,
    `<rect width="100%" height="100%" fill="${one}"/><rect y="${(0.3 + 0.4 * random()) * height}" width="100%" height="100%" fill="${two}"/>`,
    `<filter id="noise"><feTurbulence baseFrequency="0.8" seed="${number}"/><feColorMatrix values="0 0 0 0 0.5 0 0 0 0 0.5 0 0 0 0 0.5 0.08 0 0 0 0"/></filter><rect width="100%" height="100%" fill="${one}"/><rect width="100%" height="100%" filter="url(#noise)"/>`,
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${kinds[number % kinds.length]}</svg>`;
  return sharp(Buffer.from(svg)).flatten().jpeg({ quality: 85 }).toBuffer();
}
