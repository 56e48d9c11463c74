import type { Sharp } from "sharp";
import type { Picture } from "./raw-picture.js";

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const length = 15;

/** A line of letters by chance, in any colour, 10 to 100 % opaque, at any place. */
export function overlaidText({ image, width, height }: Picture, random: () => number): Sharp {
  const size = (0.1 + 0.2 * random()) * height;
  const opacity = 0.1 + 0.9 * random();
  const colour = `rgb(${[0, 1, 2].map(() => Math.floor(256 * random())).join(" ")})`;
  const text = Array.from({ length }, () => letters[Math.floor(letters.length * random())]);
  const [x, y] = [random() * width, random() * height];
  const line = `<text x="${x}" y="${y + size}" font-family="sans-serif" font-size="${size}" fill="${colour}" fill-opacity="${opacity}">${text.join("")}</text>`;
  return overlaid({ image, width, height }, line);
}

/** What people put over pictures, drawn within a circle of radius 1. */
const shapes = [
  `<circle r="1" fill="#fc3"/><path d="M-.5-.3v.2M.5-.3v.2M-.5.3Q0 .8.5.3" fill="none" stroke="#420" stroke-width=".16" stroke-linecap="round"/>`,
  `<path d="M0 .9C-1.4-.1-.9-1 0-.4.9-1 1.4-.1 0 .9Z" fill="#e02"/>`,
  `<path d="M0-1L.29-.4.95-.31.48.15.59.81 0 .5-.59.81-.48.15-.95-.31-.29-.4Z" fill="#fb0"/>`,
  `<path d="M-.9-.1H.2V-.6L1 .1.2.8V.3H-.9Z" fill="#06c"/>`,
  `<path d="M0-1Q.9-.2.6.5.3 1 0 1-.3 1-.6.5-.9-.2 0-1Z" fill="#f60"/><path d="M0-.1Q.4.3.3.7 0 1-.3.7-.4.3 0-.1Z" fill="#fd4"/>`,
  `<rect x="-.9" y="-.6" width="1.8" height="1.2" rx=".3" fill="#fff" stroke="#222" stroke-width=".1"/><path d="M-.5-.15H.5M-.5.2H.2" stroke="#222" stroke-width=".12"/>`,
];

/** One of a few shapes, a tenth to a half of the height, 70 to 100 % opaque, at any place. */
export function overlaidShape({ image, width, height }: Picture, random: () => number): Sharp {
  const size = (0.1 + 0.4 * random()) * height;
  const opacity = 0.7 + 0.3 * random();
  const shape = shapes[Math.floor(shapes.length * random())]!;
  const [x, y] = [random() * width + size / 2, random() * height + size / 2];
  const place = `translate(${x} ${y}) scale(${size / 2})`;
  return overlaid(
    { image, width, height },
    `<g transform="${place}" opacity="${opacity}">${shape}</g>`,
  );
}

function overlaid({ image, width, height }: Picture, content: string): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
  return image.composite([{ input: Buffer.from(svg) }]);
}
