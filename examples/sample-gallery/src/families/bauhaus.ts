import { shade } from "../colour.js";
import { type Composition, compositions } from "../compositions.js";
import { defineFamily, type Variant } from "../family.js";
import { box } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import type { Random } from "../random.js";
import type { Canvas } from "../svg.js";

interface BauhausVariant extends Variant {
  palette: Palette;
  kind: "grid" | keyof typeof compositions;
  /** Tiles across a grid. */
  columns?: number;
}

export const bauhaus = defineFamily<BauhausVariant>({
  name: "bauhaus",
  tags: ["bauhaus", "poster", "geometric", "abstract"],
  variants: [
    {
      title: "Exhibition, sheet one",
      palette: palettes.candy,
      kind: "grid",
      columns: 4,
      shape: "portrait",
    },
    {
      title: "Red circle leaning",
      palette: palettes.redInk,
      kind: "wheel",
      shape: "portrait",
    },
    {
      title: "Workshop tiles",
      palette: palettes.harbour,
      kind: "grid",
      columns: 5,
      shape: "square",
    },
    {
      title: "Balance of three weights",
      palette: palettes.terracotta,
      kind: "halves",
      shape: "portrait",
    },
    { title: "Playground plan", palette: palettes.marmalade, kind: "grid", columns: 6 },
    { title: "Dessau afternoon", palette: palettes.ochre, kind: "columns", shape: "portrait" },
    {
      title: "Night school",
      palette: palettes.midnight,
      kind: "grid",
      columns: 5,
      shape: "square",
    },
    { title: "Coral counterpoint", palette: palettes.lagoon, kind: "wheel" },
    { title: "Quarter notes", palette: palettes.plum, kind: "grid", columns: 4, shape: "portrait" },
    { title: "Copper stairs", palette: palettes.copper, kind: "columns", shape: "portrait" },
    { title: "Signals for a small railway", palette: palettes.redInk, kind: "grid", columns: 6 },
  ],
  draw(canvas, variant, random) {
    const { palette, kind } = variant;
    canvas.background(palette.paper);
    if (kind === "grid") paintGrid(canvas, palette, random, variant.columns ?? 4);
    else paintSheet(canvas, palette, random, compositions[kind]);
  },
});

function paintGrid(canvas: Canvas, palette: Palette, random: Random, columns: number): void {
  const margin = 32;
  const side = (canvas.width - margin * 2) / columns;
  const rows = Math.floor((canvas.height - margin * 2) / side + 0.05);
  const top = (canvas.height - rows * side) / 2;
  let previous = "";
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [margin + column * side, top + row * side];
      let [ground, figure, third] = random.shuffle([...palette.hues, palette.ink]) as [
        string,
        string,
        string,
      ];
      if (ground === previous) [ground, third] = [third, ground];
      previous = ground;
      canvas.clipped(box(x, y, side, side), () => {
        canvas.rectangle(x, y, side, side, { fill: ground });
        canvas.at(x + side / 2, y + side / 2, random.integer(0, 3) * 90, side / 100, () =>
          paintTile(canvas, random, figure, third, palette.paper),
        );
      });
    }
  }
}

/** One figure on a tile of 100 by 100 around the origin. */
function paintTile(
  canvas: Canvas,
  random: Random,
  figure: string,
  third: string,
  paper: string,
): void {
  const kinds = [
    () => canvas.circle(-50, -50, 100, { fill: figure }),
    () => {
      canvas.circle(-50, -50, 100, { fill: figure });
      canvas.circle(-50, -50, 66, { fill: third });
      canvas.circle(-50, -50, 33, { fill: paper });
    },
    () => {
      canvas.circle(-50, 0, 50, { fill: figure });
      canvas.circle(50, 0, 50, { fill: third });
    },
    () => {
      canvas.circle(0, 0, 38, { fill: figure });
      canvas.path("M-38 0A38 38 0 0 1 38 0Z", { fill: third });
    },
    () => {
      canvas.circle(0, 0, 42, { fill: figure });
      canvas.circle(0, 0, 20, { fill: paper });
    },
    () => canvas.path("M-50 -50L50 50L-50 50Z", { fill: figure }),
    () => {
      canvas.path("M-50 -50L0 0L-50 50Z", { fill: figure });
      canvas.path("M50 -50L0 0L50 50Z", { fill: third });
    },
    () =>
      canvas.path([-50, -30, -10, 10, 30].map((at) => box(-50, at, 100, 10)).join(""), {
        fill: figure,
      }),
    () => {
      for (let dot = 0; dot < 16; dot++)
        canvas.circle(-37.5 + (dot % 4) * 25, -37.5 + Math.floor(dot / 4) * 25, 8, {
          fill: dot % 5 === 0 ? third : figure,
        });
    },
    () => canvas.path("M-50 50A50 50 0 0 1 0 0A50 50 0 0 1 50 -50V50Z", { fill: figure }),
    () => {
      canvas.path("M-50 50A100 100 0 0 1 50 -50A100 100 0 0 1 -50 50Z", { fill: figure });
      canvas.circle(0, 0, 14, { fill: third });
    },
  ];
  random.pick(kinds)();
}

/** A free composition inside a margin, mirrored for half of the pictures. */
function paintSheet(canvas: Canvas, palette: Palette, random: Random, compose: Composition): void {
  const { width, height } = canvas;
  const field = box(22, 22, width - 44, height - 44);
  canvas.path(field, { fill: shade(palette.paper, palette.dark ? 0.03 : -0.025) });
  const mirror = random.chance(0.5) ? `matrix(-1 0 0 1 ${width} 0)` : undefined;
  canvas.clipped(field, () => {
    canvas.group({ transform: mirror }, () => compose(canvas, palette, random));
  });
}
