import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc, petal } from "../outline.js";
import type { Random } from "../random.js";
import { type Canvas, number, polar, TURN } from "../svg.js";

type Fruit = keyof typeof FRUITS;

interface CitrusVariant extends Variant {
  cloth: string;
  fruits: readonly Fruit[];
  /** One large slice, a tidy grid, or slices scattered as they fell. */
  layout: "single" | "grid" | "scatter";
}

/** Drops in the flesh of a segment: place and length for a slice of radius 1. */
const VESICLES = [
  [-0.09, -0.72, 0.13],
  [0.07, -0.66, 0.15],
  [0, -0.5, 0.13],
  [-0.05, -0.58, 0.1],
  [0.02, -0.34, 0.09],
] as const;

/** Colours of rind and flesh. */
const FRUITS = {
  orange: { rind: "#f28a1e", flesh: "#fbaa3c" },
  lemon: { rind: "#f4cf2f", flesh: "#fbe26a" },
  lime: { rind: "#6fa832", flesh: "#b3d65c" },
  grapefruit: { rind: "#f3a55a", flesh: "#ee6a5f" },
  blood: { rind: "#d9662b", flesh: "#a92a3c" },
} as const;

export const citrus = defineFamily<CitrusVariant>({
  name: "citrus",
  tags: ["citrus", "fruit", "slice", "food"],
  variants: [
    {
      title: "Oranges on blue linen",
      palette: { tags: ["orange", "blue"] },
      cloth: "#2f6f9f",
      fruits: ["orange"],
      layout: "scatter",
      tags: ["orange"],
    },
    {
      title: "Lemon grid",
      palette: { tags: ["yellow", "pink"] },
      cloth: "#f6a9a0",
      fruits: ["lemon"],
      layout: "grid",
      shape: "square",
      tags: ["lemon"],
    },
    {
      title: "The mixed crate",
      palette: { tags: ["orange", "yellow", "cream"] },
      cloth: "#fff1dd",
      fruits: ["orange", "lemon", "lime", "grapefruit"],
      layout: "scatter",
      tags: ["orange", "lemon"],
    },
    {
      title: "Blood orange, single",
      palette: { tags: ["red", "peach"] },
      cloth: "#f3d3b8",
      fruits: ["blood"],
      layout: "single",
      shape: "square",
      tags: ["orange"],
    },
    {
      title: "Lime green and dark green",
      palette: { tags: ["green"] },
      cloth: "#123c34",
      fruits: ["lime"],
      layout: "scatter",
      shape: "portrait",
      tags: ["lime"],
    },
    {
      title: "Grapefruit at breakfast",
      palette: { tags: ["pink", "red"] },
      cloth: "#f9d9d2",
      fruits: ["grapefruit"],
      layout: "grid",
      tags: ["grapefruit"],
    },
    {
      title: "Summer of lemons",
      palette: { tags: ["yellow", "teal"] },
      cloth: "#5cc0bb",
      fruits: ["lemon", "lime"],
      layout: "scatter",
      shape: "square",
      tags: ["lemon"],
    },
    {
      title: "One orange, cut",
      palette: { tags: ["orange", "teal"] },
      cloth: "#1f7a86",
      fruits: ["orange"],
      layout: "single",
      tags: ["orange"],
    },
    {
      title: "Market tablecloth",
      palette: { tags: ["multicolour", "cream"] },
      cloth: "#eef0d0",
      fruits: ["grapefruit", "lime", "lemon"],
      layout: "grid",
      shape: "portrait",
      tags: ["lime"],
    },
    {
      title: "Dark kitchen, blood oranges",
      palette: { tags: ["red", "orange", "black"] },
      cloth: "#2b1720",
      fruits: ["blood", "orange"],
      layout: "scatter",
      tags: ["orange"],
    },
    {
      title: "Lemon moon",
      palette: { tags: ["yellow", "violet"] },
      cloth: "#5a4fa2",
      fruits: ["lemon"],
      layout: "single",
      shape: "portrait",
      tags: ["lemon"],
    },
  ],
  draw(canvas, variant, random) {
    const { cloth, fruits, layout } = variant;
    const { width, height } = canvas;
    const shorter = Math.min(width, height);
    canvas.background(canvas.radial([shade(cloth, 0.04), shade(cloth, -0.04)], 0.4, 0.35, 0.85));
    const weave = mix(cloth, "#ffffff", 0.16);
    for (let line = 0; line < width + height; line += 32)
      canvas.stroke(`M${line} 0L${line - height} ${height}`, weave, 7, { opacity: 0.35 });
    if (layout === "single") {
      const r = shorter * 0.4;
      paintLeaves(canvas, random, width / 2 + r * 0.5, height / 2 - r * 0.82, r * 0.7);
      paintSlice(canvas, random, width / 2, height / 2, r, fruits[0] as Fruit);
      return;
    }
    if (layout === "grid") {
      const columns = width > height ? 4 : 3;
      const pitch = width / columns;
      const rows = Math.round(height / pitch);
      for (let index = 0; index < columns * rows; index++) {
        const row = Math.floor(index / columns);
        const x = pitch * ((index % columns) + 0.5);
        const y = (height / rows) * (row + 0.5);
        const fruit = fruits[(index + row) % fruits.length] as Fruit;
        if ((index + row) % 3 === 2) paintHalf(canvas, random, x, y, pitch * 0.4, fruit);
        else paintSlice(canvas, random, x, y, pitch * 0.4, fruit);
      }
      return;
    }
    const placed: { x: number; y: number; r: number }[] = [];
    for (let attempt = 0; attempt < 1600; attempt++) {
      const r = shorter * (0.21 - 0.13 * (attempt / 1600)) * random.range(0.85, 1.1);
      const [x, y] = [
        random.range(-r * 0.3, width + r * 0.3),
        random.range(-r * 0.3, height + r * 0.3),
      ];
      if (placed.some((other) => Math.hypot(other.x - x, other.y - y) < (other.r + r) * 1.05))
        continue;
      placed.push({ x, y, r });
    }
    placed.forEach(({ x, y, r }, index) => {
      if (index % 3 === 0) paintLeaves(canvas, random, x + r * 0.7, y - r * 0.75, r * 0.8);
    });
    placed.forEach(({ x, y, r }, index) => {
      const fruit = fruits[index % fruits.length] as Fruit;
      if (index % 5 === 3) paintWhole(canvas, x, y, r * 0.96, fruit);
      else paintSlice(canvas, random, x, y, r, fruit);
    });
  },
});

function paintSlice(
  canvas: Canvas,
  random: Random,
  x: number,
  y: number,
  r: number,
  fruit: Fruit,
): void {
  const { rind, flesh } = FRUITS[fruit];
  const pith = mix(flesh, "#fffaf0", 0.86);
  canvas.circle(x + r * 0.06, y + r * 0.1, r, { fill: "#0a0418", opacity: 0.2 });
  canvas.circle(x, y, r, { fill: canvas.linear([shade(rind, 0.04), shade(rind, -0.06)], 45) });
  canvas.circle(x, y, r * 0.92, { fill: pith });
  const segments = fruit === "lemon" || fruit === "lime" ? 9 : 11;
  const start = random.range(0, 360);
  for (let segment = 0; segment < segments; segment++) {
    canvas.at(x, y, start + (segment / segments) * 360, r, () =>
      paintSegment(canvas, random, segments, flesh),
    );
  }
  canvas.circle(x, y, r * 0.055, { fill: pith });
}

/** One segment of a slice of radius 1, pointing up. */
function paintSegment(canvas: Canvas, random: Random, segments: number, flesh: string): void {
  const half = (TURN / segments / 2) * 0.84;
  const [lx, ly] = polar(0, 0, -TURN / 4 - half, 0.82);
  const [rx, ry] = polar(0, 0, -TURN / 4 + half, 0.82);
  const d = `M0 -0.11C${number(lx * 0.2, 3)} -0.2 ${number(lx * 0.95, 3)} ${number(ly * 0.72, 3)} ${number(lx, 3)} ${number(ly, 3)}Q${number(lx * 0.72, 3)} -0.88 0 -0.875Q${number(rx * 0.72, 3)} -0.88 ${number(rx, 3)} ${number(ry, 3)}C${number(rx * 0.95, 3)} ${number(ry * 0.72, 3)} ${number(rx * 0.2, 3)} -0.2 0 -0.11Z`;
  const tone = shade(flesh, Math.round(random.around(0, 2)) * 0.01);
  canvas.path(d, {
    fill: canvas.linear([shade(tone, -0.05), shade(tone, 0.03), shade(tone, 0.05)]),
  });
  const vesicles = VESICLES.map(([x, y, size]) => {
    const away = Math.hypot(x, y);
    const [dx, dy] = [(x / away) * size, (y / away) * size];
    const at = (along: number, across: number) =>
      `${number(x + dx * along - dy * across, 3)} ${number(y + dy * along + dx * across, 3)}`;
    return `M${at(-0.5, 0)}Q${at(0.2, -0.3)} ${at(0.5, 0)}Q${at(0.2, 0.3)} ${at(-0.5, 0)}Z`;
  });
  canvas.path(vesicles.join(""), { fill: shade(tone, 0.09), opacity: 0.75 });
}

function paintHalf(
  canvas: Canvas,
  random: Random,
  x: number,
  y: number,
  r: number,
  fruit: Fruit,
): void {
  const turn = random.integer(0, 3) * 90;
  for (const side of [0, 180]) {
    canvas.at(x, y, turn + side, 1, () => {
      canvas.group({ transform: `translate(0 ${number(-r * 0.09)})` }, () => {
        const clip = `M${number(-r * 1.2)} 0H${number(r * 1.2)}V${number(-r * 1.2)}H${number(-r * 1.2)}Z`;
        canvas.clipped(clip, () => paintSlice(canvas, random, 0, 0, r, fruit));
      });
    });
  }
}

function paintWhole(canvas: Canvas, x: number, y: number, r: number, fruit: Fruit): void {
  const { rind } = FRUITS[fruit];
  canvas.circle(x + r * 0.08, y + r * 0.12, r, { fill: "#0a0418", opacity: 0.22 });
  canvas.circle(x, y, r, {
    fill: canvas.radial([shade(rind, 0.1), rind, shade(rind, -0.14)], 0.36, 0.32, 0.78),
  });
  let pores = "";
  for (let pore = 0; pore < 40; pore++) {
    const [px, py] = polar(x, y, pore * 2.4, r * 0.86 * Math.sqrt(pore / 40));
    pores += disc(px, py, r * 0.014);
  }
  canvas.path(pores, { fill: shade(rind, -0.12), opacity: 0.5 });
  canvas.at(x + r * 0.1, y - r * 0.1, 34, 1, () =>
    canvas.path(petal(r * 0.8, r * 0.34), { fill: "#4f8a45" }),
  );
  canvas.circle(x + r * 0.1, y - r * 0.1, r * 0.06, { fill: "#5a4626" });
}

function paintLeaves(canvas: Canvas, random: Random, x: number, y: number, length: number): void {
  for (const turn of [18, 62]) {
    canvas.at(x - length * 0.2, y + length * 0.2, turn + random.around(0, 8), 1, () => {
      const green = shade("#4c8a4a", random.around(0, 0.05));
      canvas.path(petal(length, length * 0.42), {
        fill: canvas.linear([green, shade(green, -0.1)], 0),
      });
      canvas.stroke(
        `M0 ${number(-length * 0.05)}L0 ${number(-length * 0.9)}`,
        shade(green, 0.14),
        1.6,
      );
    });
  }
}
