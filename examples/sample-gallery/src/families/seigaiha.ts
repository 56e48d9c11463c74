import { mix, ramp, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { fractal } from "../random.js";

interface SeigaihaVariant extends Variant {
  palette: Palette;
  /** Pixels of a scale's radius. */
  radius: number;
  /** Rings in a scale. */
  rings: number;
  /** Where the pattern begins, as a part of the height; above it the sky with its disc. */
  top: number;
  /** How colours run: with the height, in patches, or by the row. */
  order: "height" | "patches" | "rows";
  /** Hue of the disc in the sky. */
  sun?: number;
}

export const seigaiha = defineFamily<SeigaihaVariant>({
  name: "seigaiha",
  tags: ["seigaiha", "wave", "pattern", "japanese"],
  variants: [
    {
      title: "Blue sea waves",
      palette: palettes.glacier,
      radius: 46,
      rings: 4,
      top: 0,
      order: "height",
    },
    {
      title: "Red sun on the swell",
      palette: palettes.harbour,
      radius: 40,
      rings: 4,
      sun: 3,
      top: 0.42,
      order: "patches",
      shape: "portrait",
    },
    {
      title: "Gold leaf tide",
      palette: palettes.midnight,
      radius: 44,
      rings: 5,
      top: 0,
      order: "patches",
    },
    {
      title: "Kimono sleeve",
      palette: palettes.plum,
      radius: 56,
      rings: 5,
      top: 0,
      order: "rows",
      shape: "square",
    },
    {
      title: "Coral sun, lagoon water",
      palette: palettes.lagoon,
      radius: 48,
      rings: 4,
      sun: 4,
      top: 0.36,
      order: "height",
    },
    {
      title: "Fan of ink and vermilion",
      palette: palettes.redInk,
      radius: 60,
      rings: 6,
      top: 0,
      order: "patches",
      shape: "portrait",
    },
    {
      title: "Petals on the water",
      palette: palettes.sakura,
      radius: 40,
      rings: 4,
      top: 0,
      order: "patches",
      shape: "square",
    },
    {
      title: "Copper roof tiles",
      palette: palettes.copper,
      radius: 50,
      rings: 4,
      top: 0,
      order: "rows",
    },
    {
      title: "Embers on the tide",
      palette: palettes.ember,
      radius: 44,
      rings: 5,
      sun: 2,
      top: 0.4,
      order: "height",
      shape: "square",
    },
    {
      title: "Tea field terraces",
      palette: palettes.meadow,
      radius: 64,
      rings: 6,
      top: 0,
      order: "rows",
    },
    {
      title: "Moonrise over royal water",
      palette: palettes.royal,
      radius: 36,
      rings: 4,
      sun: 0,
      top: 0.38,
      order: "patches",
    },
  ],
  draw(canvas, variant, random) {
    const { palette, radius, rings, order } = variant;
    const { width, height } = canvas;
    const start = variant.top * height;
    const { dark } = palette;
    canvas.background(
      canvas.linear([
        shade(palette.paper, dark ? -0.02 : -0.05),
        palette.paper,
        mix(palette.paper, palette.hues[3], 0.3),
      ]),
    );
    if (variant.top > 0) {
      const size = Math.min(width, height) * 0.24;
      const sun = palette.hues[variant.sun ?? 0] as string;
      canvas.circle(width * random.range(0.4, 0.6), start * 0.98, size, {
        fill: canvas.linear([shade(sun, 0.04), sun, mix(sun, palette.paper, 0.25)]),
      });
    }
    const noise = random.noise();
    const hues = dark
      ? [palette.hues[2], palette.hues[3], palette.hues[1], palette.hues[0]]
      : [...palette.hues];
    const rowHeight = radius / 2;
    const first = Math.floor((start + radius) / rowHeight);
    const last = Math.ceil((height + radius) / rowHeight);
    for (let row = variant.top > 0 ? first : 0; row <= last; row++) {
      const y = row * rowHeight;
      for (let column = -1; column * radius * 2 < width + radius * 2; column++) {
        const x = column * radius * 2 + (row % 2 === 0 ? 0 : radius);
        const t = (row - first) / (last - first);
        const wander = fractal(noise, x / 260, y / 200, 2);
        const place =
          order === "height"
            ? 1 - t * 0.85 + wander * 0.3
            : order === "rows"
              ? (row % hues.length) / (hues.length - 1)
              : 0.5 + wander * 1.15;
        const main =
          order === "height"
            ? ramp(hues.slice(0, 4), place)
            : (hues[Math.floor(Math.min(0.99, Math.max(0, place)) * hues.length)] as string);
        const accent = random.chance(0.035);
        const colour = accent ? (hues.at(-1) as string) : shade(main, random.around(0, 0.02));
        canvas.path(disc(x, y, radius), {
          fill: colour,
          stroke: palette.paper,
          "stroke-width": radius * 0.06,
        });
        for (let ring = 1; ring < rings; ring++) {
          const fill = ring % 2 === 1 ? palette.paper : colour;
          canvas.circle(x, y, radius * (1 - ring / rings), {
            fill,
            opacity: ring % 2 === 1 ? 0.9 : 1,
          });
        }
      }
    }
    canvas.background(
      canvas.linear([
        [0, "#0a0a20", 0],
        [1, "#0a0a20", 0.09],
      ]),
    );
  },
});
