import { ramp, shade } from "../colour.js";
import { contour, sampleHeights } from "../contour.js";
import { defineFamily, type Variant } from "../family.js";
import { smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { fractal } from "../random.js";

interface ContourVariant extends Variant {
  palette: Palette;
  /** Colours from the lowest layer to the highest, as indices into the palette's hues; -1 is the paper. */
  scale: readonly number[];
  levels: number;
  /** Features across the picture. */
  detail: number;
  /** Sheets of paper with shadows, or a map's thin lines as well. */
  kind: "paper" | "map";
}

export const contours = defineFamily<ContourVariant>({
  name: "contours",
  tags: ["contour", "paper cut", "layer", "abstract"],
  variants: [
    {
      title: "Paper lagoon",
      palette: palettes.lagoon,
      scale: [0, 1, 2, 3, 4],
      levels: 8,
      detail: 1.7,
      kind: "paper",
    },
    {
      title: "Canyon in eleven sheets",
      palette: palettes.terracotta,
      scale: [4, 3, 2, 1, 0],
      levels: 11,
      detail: 1.5,
      kind: "paper",
      shape: "portrait",
    },
    {
      title: "Survey of an island",
      palette: palettes.meadow,
      scale: [3, 2, 1, 0],
      levels: 10,
      detail: 1.9,
      kind: "map",
    },
    {
      title: "Cut plum",
      palette: palettes.plum,
      scale: [0, 1, 2, 3, 4],
      levels: 8,
      detail: 1.3,
      kind: "paper",
      shape: "square",
    },
    {
      title: "Depth chart",
      palette: palettes.glacier,
      scale: [0, 1, 2, 3, -1],
      levels: 10,
      detail: 2,
      kind: "map",
      shape: "square",
    },
    {
      title: "Ember strata",
      palette: palettes.ember,
      scale: [4, 0, 1, 2, 3],
      levels: 9,
      detail: 1.5,
      kind: "paper",
    },
    {
      title: "Folded lavender hills",
      palette: palettes.lavender,
      scale: [0, 1, 2, 3, -1],
      levels: 7,
      detail: 1.2,
      kind: "paper",
      shape: "portrait",
    },
    {
      title: "Night terrain",
      palette: palettes.copper,
      scale: [-1, 3, 2, 1, 4],
      levels: 11,
      detail: 1.8,
      kind: "map",
    },
    {
      title: "Ochre plateau",
      palette: palettes.ochre,
      scale: [4, 3, 0, 1, 2],
      levels: 8,
      detail: 1.6,
      kind: "paper",
      shape: "square",
    },
    {
      title: "Forest from above",
      palette: palettes.pine,
      scale: [-1, 0, 1, 4],
      levels: 9,
      detail: 2.1,
      kind: "paper",
    },
    {
      title: "Layer cake",
      palette: palettes.sakura,
      scale: [0, 1, 2, 3, -1],
      levels: 7,
      detail: 1.4,
      kind: "paper",
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { palette, levels, detail, kind } = variant;
    const { width, height } = canvas;
    const longer = Math.max(width, height);
    const noise = random.noise();
    const field = (x: number, y: number) =>
      fractal(noise, (x / longer) * detail + 3, (y / longer) * detail + 7, 3);
    const grid = sampleHeights(field, width, height, 9);
    const sorted = grid.values.filter(Number.isFinite).sort();
    const colours = variant.scale.map((hue) =>
      hue < 0 ? palette.paper : (palette.hues[hue] as string),
    );
    canvas.background(ramp(colours, 0));
    for (let level = 1; level < levels; level++) {
      const rank = 0.06 + 0.9 * (level / levels);
      const threshold = sorted[Math.floor(rank * sorted.length)] as number;
      const outlines = contour(grid, threshold);
      const d = outlines.map((outline) => smooth(outline)).join("");
      const colour = ramp(colours, level / (levels - 1));
      const sheet = { "fill-rule": "evenodd" };
      if (kind === "paper") {
        for (const [drop, opacity] of [
          [7, 0.09],
          [4.5, 0.1],
          [2, 0.12],
        ] as const) {
          canvas.path(d, {
            ...sheet,
            fill: "#05030f",
            opacity,
            transform: `translate(${drop * 0.7} ${drop})`,
          });
        }
        canvas.path(d, {
          ...sheet,
          fill: canvas.linear([shade(colour, 0.03), shade(colour, -0.03)], 60),
          stroke: shade(colour, 0.07),
          "stroke-width": 1,
        });
        continue;
      }
      canvas.path(d, {
        ...sheet,
        fill: colour,
        stroke: palette.ink,
        "stroke-width": level % 4 === 0 ? 2 : 0.9,
        "stroke-opacity": 0.75,
      });
    }
    if (kind === "paper") return;
    for (let line = 1; line < 6; line++) {
      canvas.stroke(
        `M${(width * line) / 6} 0V${height}M0 ${(height * line) / 6}H${width}`,
        palette.ink,
        0.8,
        { opacity: 0.16 },
      );
    }
  },
});
