import { mix, ramp, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc, smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { Random } from "../random.js";
import type { Canvas, Point } from "../svg.js";

interface ButterflyVariant extends Variant {
  palette: Palette;
  /** One large specimen, or a case of several. */
  count: 1 | 6 | 12;
  /** Seed of the wings' outline and marks. */
  species: string;
}

/** The shape and colours of one species; lengths are in a box of about 200 by 200. */
interface Species {
  reach: number;
  point: number;
  tail: number;
  waist: number;
  spots: number;
  eyes: boolean;
  rim: string;
  base: string;
  glow: string;
  mark: string;
}

export const butterflies = defineFamily<ButterflyVariant>({
  name: "butterflies",
  tags: ["butterfly", "insect", "wing", "nature"],
  variants: [
    {
      title: "Monarch of the marmalade garden",
      palette: palettes.marmalade,
      count: 1,
      species: "monarch",
    },
    {
      title: "Blue morpho, pinned by light",
      palette: palettes.glacier,
      count: 1,
      species: "morpho",
      shape: "square",
    },
    {
      title: "Collector's case, drawer one",
      palette: palettes.candy,
      count: 6,
      species: "drawer",
      shape: "portrait",
    },
    { title: "Night swallowtail", palette: palettes.midnight, count: 1, species: "swallow" },
    {
      title: "Plum emperor",
      palette: palettes.plum,
      count: 1,
      species: "emperor",
      shape: "square",
    },
    { title: "Twelve small coppers", palette: palettes.terracotta, count: 12, species: "copper" },
    { title: "Lagoon brushfoot", palette: palettes.lagoon, count: 1, species: "brush" },
    {
      title: "Ember fritillary",
      palette: palettes.ember,
      count: 1,
      species: "fritillary",
      shape: "square",
    },
    {
      title: "Six from the orchid house",
      palette: palettes.orchid,
      count: 6,
      species: "orchid",
      shape: "portrait",
    },
    { title: "Forest peacock", palette: palettes.pine, count: 1, species: "peacock" },
    { title: "Meadow drawer", palette: palettes.meadow, count: 12, species: "meadow" },
  ],
  draw(canvas, variant, random) {
    const { palette, count } = variant;
    const { width, height } = canvas;
    canvas.background(
      canvas.radial([shade(palette.paper, 0.05), shade(palette.paper, -0.04)], 0.5, 0.45, 0.8),
    );
    if (count === 1) {
      const faint = mix(palette.paper, palette.hues[2], 0.28);
      for (let ring = 0; ring < 4; ring++)
        canvas.circle(width / 2, height / 2, height * (0.3 + ring * 0.07), {
          fill: "none",
          stroke: faint,
          "stroke-width": 1.5,
        });
      canvas.circle(width / 2, height / 2, height * 0.36, { fill: faint, opacity: 0.5 });
      canvas.at(width / 2, height / 2 + 4, random.range(-7, 7), Math.min(width, height) / 232, () =>
        paintButterfly(canvas, speciesOf(palette, variant.species)),
      );
      return;
    }
    const columns = count === 6 ? 2 : 4;
    const rows = count / columns;
    const [cellWidth, cellHeight] = [(width - 48) / columns, (height - 48) / rows];
    canvas.rectangle(16, 16, width - 32, height - 32, {
      fill: "none",
      stroke: mix(palette.paper, palette.ink, 0.35),
      "stroke-width": 2,
    });
    for (let index = 0; index < count; index++) {
      const x = 24 + cellWidth * ((index % columns) + 0.5);
      const y = 24 + cellHeight * (Math.floor(index / columns) + 0.5);
      const species = speciesOf(palette, `${variant.species} ${index}`);
      canvas.at(x, y, random.range(-3, 3), Math.min(cellWidth, cellHeight) / 206, () =>
        paintButterfly(canvas, species),
      );
    }
  },
});

function speciesOf(palette: Palette, name: string): Species {
  const random = new Random(name);
  const dark = palette.dark;
  const loud = random.shuffle(palette.hues.slice(0, 4));
  const rim = dark
    ? mix(palette.paper, loud[0] as string, 0.35)
    : mix(palette.ink, loud[0] as string, 0.15);
  return {
    reach: random.range(82, 98),
    point: random.range(0, 1),
    tail: random.chance(0.45) ? random.range(18, 36) : 0,
    waist: random.range(0, 10),
    spots: random.integer(5, 8),
    eyes: random.chance(0.5),
    rim: dark ? shade(rim, 0.06) : rim,
    base: loud[0] as string,
    glow: loud[1] as string,
    mark: dark ? palette.ink : mix(palette.paper, loud[2] as string, 0.25),
  };
}

function paintButterfly(canvas: Canvas, species: Species): void {
  const { reach, point, tail, waist } = species;
  const fore: Point[] = [
    [3, -12],
    [22, -52],
    [reach * 0.72, -78 - point * 8],
    [reach, -72 + point * 4],
    [reach * 0.97, -46],
    [reach * (0.9 - point * 0.12), -20],
    [reach * 0.66, -2 - waist],
    [28, 4],
    [4, 4],
  ];
  const hind: Point[] = [
    [3, 2],
    [34, -4],
    [reach * 0.7, 8],
    [reach * 0.78, 34],
    [reach * 0.62, 60],
    ...(tail
      ? ([
          [reach * 0.52, 64 + tail],
          [reach * 0.42, 64 + tail * 0.9],
        ] as Point[])
      : []),
    [reach * 0.36, 68],
    [16, 56],
    [5, 24],
  ];
  for (const side of [1, -1]) {
    canvas.group({ transform: `scale(${side} 1)` }, () => {
      canvas.path(smooth(hind), { fill: "#000018", opacity: 0.14, transform: "translate(3 6)" });
      canvas.path(smooth(fore), { fill: "#000018", opacity: 0.14, transform: "translate(3 6)" });
      paintWing(canvas, species, hind, [reach * 0.74, 30], 5);
      paintWing(canvas, species, fore, [reach * 0.92, -58], 6);
    });
  }
  const body: Point[] = [
    [0, -26],
    [4.6, -20],
    [3.6, -13],
    [5.4, -4],
    [4, 8],
    [3, 30],
    [0, 44],
    [-3, 30],
    [-4, 8],
    [-5.4, -4],
    [-3.6, -13],
    [-4.6, -20],
  ];
  canvas.path(smooth(body), {
    fill: canvas.linear([shade(species.rim, 0.1), shade(species.rim, -0.12)], 0),
  });
  for (const side of [1, -1]) {
    canvas.stroke(
      `M${side * 1.5} -24C${side * 6} -44 ${side * 14} -56 ${side * 22} -64`,
      species.rim,
      1.2,
    );
    canvas.circle(side * 22, -64, 2, { fill: species.rim });
  }
}

/** A wing: dark rim, glowing field, cells between the veins, spots along the edge. */
function paintWing(
  canvas: Canvas,
  species: Species,
  outline: readonly Point[],
  far: Point,
  cells: number,
): void {
  const root: Point = [4, far[1] > 0 ? 8 : -6];
  const inset = (t: number): Point[] =>
    outline.map(([x, y]) => [root[0] + (x - root[0]) * t + 1.2, root[1] + (y - root[1]) * t]);
  const d = smooth(outline);
  canvas.path(d, { fill: species.rim });
  canvas.clipped(d, () => {
    canvas.path(smooth(inset(0.86)), {
      fill: canvas.linear(
        [species.glow, species.base, shade(species.base, -0.08)],
        far[1] > 0 ? 40 : -35,
      ),
    });
    const edge = outline.slice(2, -1);
    for (let cell = 0; cell < cells; cell++) {
      const place = (cell + 0.5) / cells;
      const target = along(edge, place);
      const next = along(edge, place + 0.5 / cells);
      canvas.stroke(
        `M${root[0]} ${root[1]}Q${(root[0] + next[0]) / 2} ${(root[1] + next[1]) / 2 - 4} ${next[0]} ${next[1]}`,
        species.rim,
        1.5,
      );
      const [mx, my] = [
        root[0] + (target[0] - root[0]) * 0.52,
        root[1] + (target[1] - root[1]) * 0.52,
      ];
      canvas.path(
        `M${root[0] + (target[0] - root[0]) * 0.24} ${root[1] + (target[1] - root[1]) * 0.24}L${mx} ${my}`,
        {
          stroke: ramp([species.glow, species.mark], 0.55),
          "stroke-width": 5,
          "stroke-linecap": "round",
          opacity: 0.5,
        },
      );
    }
    let spots = "";
    for (let spot = 0; spot < species.spots; spot++) {
      const [x, y] = along(edge, (spot + 0.5) / species.spots);
      spots += disc(
        root[0] + (x - root[0]) * 0.925,
        root[1] + (y - root[1]) * 0.925,
        2.7 - spot * 0.12,
      );
    }
    canvas.path(spots, { fill: species.mark });
    if (!species.eyes) return;
    const [x, y] = [root[0] + (far[0] - root[0]) * 0.66, root[1] + (far[1] - root[1]) * 0.66];
    for (const [radius, fill] of [
      [9.5, species.rim],
      [7.2, species.mark],
      [4.6, species.base],
      [2.2, species.rim],
    ] as const)
      canvas.circle(x, y, radius, { fill });
  });
}

function along(points: readonly Point[], t: number): Point {
  const place = Math.min(0.999, Math.max(0, t)) * (points.length - 1);
  const index = Math.floor(place);
  const [a, b] = [points[index] as Point, points[index + 1] as Point];
  const part = place - index;
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
}
