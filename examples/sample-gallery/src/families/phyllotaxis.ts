import { mix, ramp, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc, petal } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { polar, TURN } from "../svg.js";

interface PhyllotaxisVariant extends Variant {
  palette: Palette;
  /** Colours from the heart outwards, as indices into the palette's hues. */
  scale: readonly number[];
  petals: number;
  /** Width of a petal as a part of its length. */
  slim: number;
  /** Part of the radius that is seeds instead of petals. */
  heart: number;
  /** The centre, in parts of width and height. */
  centre?: readonly [number, number];
  /** Radius as a part of the shorter side. */
  size?: number;
}

const GOLDEN_ANGLE = TURN * (1 - 2 / (1 + Math.sqrt(5)));

export const phyllotaxis = defineFamily<PhyllotaxisVariant>({
  name: "phyllotaxis",
  tags: ["flower", "spiral", "petal"],
  variants: [
    {
      title: "Dahlia in terracotta",
      palette: palettes.terracotta,
      scale: [0, 0, 1, 2],
      petals: 210,
      slim: 0.62,
      heart: 0,
      shape: "square",
    },
    {
      title: "Sunflower, noon",
      palette: palettes.marmalade,
      scale: [1, 1, 2],
      petals: 90,
      slim: 0.36,
      heart: 0.5,
      shape: "square",
    },
    {
      title: "Blue dahlia after rain",
      palette: palettes.glacier,
      scale: [0, 1, 2, 3],
      petals: 260,
      slim: 0.55,
      heart: 0,
      centre: [0.38, 0.56],
      size: 0.64,
    },
    {
      title: "Plum chrysanthemum",
      palette: palettes.plum,
      scale: [0, 1, 2, 3, 4],
      petals: 320,
      slim: 0.3,
      heart: 0,
      shape: "square",
    },
    {
      title: "Midnight sunflower",
      palette: palettes.midnight,
      scale: [1, 0, 0],
      petals: 100,
      slim: 0.4,
      heart: 0.46,
      centre: [0.62, 0.5],
      size: 0.56,
    },
    {
      title: "Camellia counting in Fibonacci",
      palette: palettes.sakura,
      scale: [0, 1, 2, 3],
      petals: 120,
      slim: 1,
      heart: 0,
      shape: "portrait",
      size: 0.52,
    },
    {
      title: "Ember aster",
      palette: palettes.ember,
      scale: [3, 2, 1, 0],
      petals: 170,
      slim: 0.26,
      heart: 0.3,
      shape: "square",
    },
    {
      title: "Succulent rosette",
      palette: palettes.pine,
      scale: [1, 1, 0, 0],
      petals: 95,
      slim: 0.8,
      heart: 0,
      shape: "square",
    },
    {
      title: "Lagoon zinnia",
      palette: palettes.lagoon,
      scale: [3, 4, 4, 4],
      petals: 150,
      slim: 0.6,
      heart: 0.22,
      centre: [0.5, 0.5],
    },
    {
      title: "Lilac pompon",
      palette: palettes.lavender,
      scale: [3, 2, 1, 0],
      petals: 380,
      slim: 0.7,
      heart: 0,
      centre: [0.6, 0.58],
      size: 0.6,
    },
    {
      title: "Orchid fire",
      palette: palettes.orchid,
      scale: [3, 2, 1, 0],
      petals: 200,
      slim: 0.45,
      heart: 0.16,
      shape: "portrait",
      size: 0.58,
    },
  ],
  draw(canvas, variant, random) {
    const { palette, petals, heart } = variant;
    const { width, height } = canvas;
    const [cx, cy] = [width * (variant.centre?.[0] ?? 0.5), height * (variant.centre?.[1] ?? 0.5)];
    const radius = Math.min(width, height) * (variant.size ?? 0.46);
    canvas.background(
      canvas.radial([shade(palette.paper, 0.06), shade(palette.paper, -0.05)], 0.5, 0.45, 0.75),
    );
    const colours = variant.scale.map((hue) => palette.hues[hue] as string);
    const shadow = canvas.radial([
      [0, "#000000", 0.34],
      [0.8, "#000000", 0.22],
      [1, "#000000", 0],
    ]);
    canvas.circle(cx + 6, cy + 12, radius * 1.06, { fill: shadow });
    const turn = random.range(0, TURN);
    canvas.circle(cx, cy, radius * (heart + (1 - heart) * 0.45), {
      fill: shade(mix(colours[0] as string, colours.at(-1) as string, 0.35), -0.12),
    });
    for (let index = petals - 1; index >= 0; index--) {
      const t = Math.sqrt((index + 0.6) / petals);
      const from = heart + (1 - heart) * t * 0.66 - 0.02;
      const length = radius * (heart > 0.2 ? 0.36 + 0.12 * t : 0.13 + 0.34 * t * (1 - heart));
      const [x, y] = polar(
        cx,
        cy,
        turn + index * GOLDEN_ANGLE,
        radius * Math.max(0, Math.min(from, 1.02 - length / radius)),
      );
      const degrees = ((turn + index * GOLDEN_ANGLE) / TURN) * 360 + 90;
      const tone = Math.round(random.around(0, 3)) * 0.012;
      const colour = shade(ramp(colours, Math.round(t * 20) / 20), tone);
      canvas.at(x, y, degrees, 1, () => {
        canvas.path(petal(length, length * variant.slim, 0.6), {
          fill: canvas.linear([shade(colour, 0.07), colour, shade(colour, -0.13)]),
          stroke: shade(colour, -0.16),
          "stroke-width": 0.7,
        });
        if (variant.slim < 0.9)
          canvas.stroke(`M0 ${-length * 0.12}L0 ${-length * 0.72}`, shade(colour, -0.09), 0.8, {
            opacity: 0.6,
          });
      });
    }
    if (heart === 0) return;
    const core = mix(palette.ink, palette.hues[0], palette.dark ? 0.9 : 0.25);
    const dark = shade(core, -0.3);
    canvas.circle(cx, cy, radius * heart * 1.04, {
      fill: canvas.radial([dark, shade(dark, 0.08), shade(dark, -0.05)]),
    });
    const seeds = Math.round(heart * 900);
    const gold = colours.at(-1) as string;
    for (let index = 0; index < seeds; index++) {
      const t = Math.sqrt((index + 0.5) / seeds);
      const [x, y] = polar(cx, cy, turn + index * GOLDEN_ANGLE, radius * heart * t);
      const size = radius * heart * 0.042 * (0.55 + 0.55 * t);
      canvas.path(disc(x, y, size), {
        fill: ramp([shade(dark, 0.16), mix(dark, gold, 0.55), gold], t * random.range(0.7, 1)),
      });
    }
  },
});
