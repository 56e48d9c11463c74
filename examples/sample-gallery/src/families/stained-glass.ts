import { ramp, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { straight } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { fractal } from "../random.js";
import type { Point } from "../svg.js";
import { voronoi } from "../voronoi.js";

interface GlassVariant extends Variant {
  palette: Palette;
  cells: number;
  /** What the colours of the panes show. */
  scene: "sun" | "river" | "hills" | "rose" | "drift";
}

export const stainedGlass = defineFamily<GlassVariant>({
  name: "stained-glass",
  tags: ["stained glass", "mosaic", "window", "abstract"],
  variants: [
    { title: "Sun behind the leading", palette: palettes.marmalade, cells: 130, scene: "sun" },
    {
      title: "River pane",
      palette: palettes.lagoon,
      cells: 150,
      scene: "river",
      shape: "portrait",
    },
    { title: "Harbour window", palette: palettes.harbour, cells: 120, scene: "hills" },
    {
      title: "Rose in plum glass",
      palette: palettes.plum,
      cells: 140,
      scene: "rose",
      shape: "square",
    },
    {
      title: "Chapel at midnight",
      palette: palettes.midnight,
      cells: 130,
      scene: "sun",
      shape: "portrait",
    },
    { title: "Meadow in forty greens", palette: palettes.meadow, cells: 160, scene: "hills" },
    { title: "Ember window", palette: palettes.ember, cells: 120, scene: "rose", shape: "square" },
    { title: "Drifting ice panes", palette: palettes.glacier, cells: 110, scene: "drift" },
    {
      title: "Candy kaleidoscope",
      palette: palettes.candy,
      cells: 140,
      scene: "drift",
      shape: "square",
    },
    { title: "Royal river at night", palette: palettes.royal, cells: 150, scene: "river" },
    {
      title: "Orchid clerestory",
      palette: palettes.orchid,
      cells: 140,
      scene: "sun",
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { palette, scene } = variant;
    const { width, height } = canvas;
    const lead = "#17151a";
    const [sunX, sunY] = [
      width * random.range(0.35, 0.65),
      height * (scene === "rose" ? 0.5 : 0.36),
    ];
    const seeds = Array.from(
      { length: variant.cells },
      (): Point => [random.range(0, width), random.range(0, height)],
    );
    if (scene === "rose" || scene === "sun") {
      for (let ring = 1; ring <= 3; ring++) {
        for (let step = 0; step < ring * 7; step++) {
          const angle = (step / (ring * 7)) * Math.PI * 2 + ring * 0.3;
          seeds.unshift([sunX + Math.cos(angle) * ring * 34, sunY + Math.sin(angle) * ring * 34]);
        }
      }
    }
    const noise = random.noise();
    const place = ([x, y]: Point): number => {
      const [u, v] = [x / width, y / height];
      const wander = fractal(noise, u * 3, v * 3, 2);
      const away = Math.hypot(x - sunX, y - sunY) / Math.min(width, height);
      if (scene === "sun")
        return away < 0.17 ? 0.5 : 0.5 + Math.min(0.5, away * 0.7) + wander * 0.1;
      if (scene === "rose") return (away * 1.9 + wander * 0.15) % 1;
      if (scene === "river")
        return Math.min(1, Math.abs(u - 0.5 - 0.22 * Math.sin(v * 6 + 1)) * 2.1 + wander * 0.12);
      if (scene === "hills") return v + 0.12 * Math.sin(u * 7) + wander * 0.18;
      return 0.5 + wander * 0.9;
    };
    const warm = [...palette.hues].sort((a, b) => order(b) - order(a));
    canvas.background(lead);
    for (const { site, polygon } of voronoi(seeds, width, height, 1)) {
      const away = Math.hypot(site[0] - sunX, site[1] - sunY) / Math.min(width, height);
      const hot = scene === "sun" && away < 0.17;
      const base = hot
        ? ramp([shade(warm[0] as string, 0.05), warm[0] as string], away / 0.17)
        : ramp(palette.hues, scene === "sun" ? (place(site) - 0.5) * 2 : place(site));
      const colour = shade(base, random.around(0, 0.06));
      canvas.path(straight(polygon), {
        fill: canvas.linear(
          [shade(colour, 0.1), colour, shade(colour, -0.1)],
          random.range(0, 180),
        ),
        stroke: lead,
        "stroke-width": 4.5,
        "stroke-linejoin": "round",
      });
    }
    const glow = canvas.radial(
      [
        [0, "#fff6d8", 0.26],
        [0.5, "#fff6d8", 0.08],
        [1, "#fff6d8", 0],
      ],
      sunX / width,
      sunY / height,
      0.6,
    );
    canvas.background(glow);
    canvas.rectangle(5, 5, width - 10, height - 10, {
      fill: "none",
      stroke: lead,
      "stroke-width": 10,
    });
  },
});

/** How much a colour reads as sunlight: red and green without blue. */
function order(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return (value >> 16) + ((value >> 8) & 255) - 1.5 * (value & 255);
}
