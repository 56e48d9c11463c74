import { seededRandom } from "@revimg/core/evaluation";
import sharp from "sharp";

/** Pictures of each kind, and templates of each kind that they are made of. */
const [count, templates] = [40, 4];

const words =
  "river garden window copper silent orange harbour market winter paper bridge letter station forest signal basket candle mirror engine island ladder meadow number object pencil quarter rabbit season ticket valley wagon yellow archive button circle doctor evening figure ground history".split(
    " ",
  );

type Random = () => number;

const pick = <T>(list: readonly T[], random: Random): T =>
  list[Math.floor(random() * list.length)]!;

const phrase = (random: Random, length: number) =>
  Array.from({ length }, () => pick(words, random)).join(" ");

const text = (x: number, y: number, size: number, content: string, rest = "") =>
  `<text x="${x}" y="${y}" font-size="${size}" font-family="sans-serif" ${rest}>${content}</text>`;

/**
 * Forms, charts, slides and pages of text: of each kind 40, ten of each of four templates.
 * Pictures of one template share their layout and differ in what is written or drawn.
 */
export async function drawTemplatePictures(): Promise<Record<string, Uint8Array[]>> {
  const kinds = { forms: form, charts: chart, slides: slide, pages: page };
  const sets: Record<string, Uint8Array[]> = {};
  for (const [kind, draw] of Object.entries(kinds)) {
    sets[kind] = [];
    for (let i = 0; i < count; i++) {
      const template = i % templates;
      // The template's own numbers are the same for each picture of it.
      const svg = draw(seededRandom(1000 + template), seededRandom(2000 + 7 * i), template);
      sets[kind].push(await sharp(Buffer.from(svg)).flatten().png().toBuffer());
    }
  }
  return sets;
}

function svg(width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${content}</svg>`;
}

/** Labelled boxes, filled in by hand. */
function form(layout: Random, content: Random, template: number): string {
  const title = text(40, 60, 28, phrase(layout, 3).toUpperCase(), 'font-weight="bold"');
  const rows = Array.from({ length: 12 + 2 * template }, (_, i) => {
    const y = 110 + i * (44 - 3 * template);
    const label = text(40, y + 16, 13, phrase(layout, 2));
    const left = 200 + 40 * (template % 2);
    const box = `<rect x="${left}" y="${y}" width="${520 - left}" height="24" fill="none" stroke="#345"/>`;
    const value = text(
      left + 8,
      y + 18,
      17,
      phrase(content, 2),
      'fill="#113a8c" font-style="italic"',
    );
    return label + box + value;
  });
  return svg(560, 760, title + rows.join(""));
}

/** Bars or a line between axes. */
function chart(layout: Random, content: Random, template: number): string {
  const title = text(60, 40, 22, phrase(layout, 3));
  const colour = `hsl(${Math.floor(layout() * 360)} 60% 45%)`;
  const lines = [0, 1, 2, 3, 4].map((i) => {
    const y = 80 + 70 * i;
    return `<path d="M60 ${y}H620" stroke="#ccc"/>${text(20, y + 5, 13, String(100 - 25 * i))}`;
  });
  const values = Array.from({ length: 8 + 2 * template }, () => 20 + 250 * content());
  const step = 540 / values.length;
  const labels = values.map((_, i) =>
    text(70 + i * step, 380, 12, pick(words, layout).slice(0, 3)),
  );
  const bars = values.map(
    (value, i) =>
      `<rect x="${70 + i * step}" y="${360 - value}" width="${0.6 * step}" height="${value}" fill="${colour}"/>`,
  );
  const points = values.map((value, i) => `${80 + i * step},${360 - value}`).join(" ");
  const line = `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="4"/>`;
  return svg(
    640,
    400,
    title + lines.join("") + labels.join("") + (template < 2 ? bars.join("") : line),
  );
}

/** A band with a logo, a heading and a few points. */
function slide(layout: Random, content: Random, template: number): string {
  const hue = Math.floor(layout() * 360);
  const band = `<rect width="800" height="90" fill="hsl(${hue} 50% 30%)"/><circle cx="740" cy="45" r="28" fill="hsl(${hue + 60} 70% 60%)"/>`;
  const foot = `<path d="M0 430H800" stroke="hsl(${hue} 50% 30%)" stroke-width="3"/>${text(40, 442, 12, `${phrase(layout, 4)} 2026`)}`;
  const heading = text(40, 58, 32, phrase(content, 3), 'fill="#fff"');
  const points = Array.from({ length: 4 + (template % 2) }, (_, i) => {
    const y = 150 + 56 * i;
    return `<circle cx="56" cy="${y - 8}" r="6" fill="hsl(${hue} 50% 30%)"/>${text(80, y, 24, phrase(content, 5))}`;
  });
  return svg(800, 450, band + foot + heading + points.join(""));
}

/** A heading over lines of text. */
function page(layout: Random, content: Random, template: number): string {
  const head = `${text(60, 60, 16, phrase(layout, 4))}<path d="M60 72H540" stroke="#000"/>`;
  const size = 13 + template;
  const lines = Array.from({ length: Math.floor(640 / (1.6 * size)) }, (_, i) =>
    text(60, 110 + 1.6 * size * i, size, phrase(content, 9 - template)),
  );
  return svg(600, 800, head + lines.join(""));
}
