import { mix, ramp, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc, smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { fractal, type Random } from "../random.js";
import { paintStars } from "../scenery.js";
import type { Canvas, Point } from "../svg.js";

interface PlanetVariant extends Variant {
  palette: Palette;
  /** Centre in parts of width and height; radius in parts of the shorter side. */
  centre: readonly [number, number];
  radius: number;
  /** Tilt of the rings and bands in degrees. */
  tilt: number;
  rings: number;
  moons: number;
  surface: "bands" | "craters" | "continents";
}

export const planets = defineFamily<PlanetVariant>({
  name: "planets",
  tags: ["planet", "space", "star"],
  variants: [
    {
      title: "The ringed amber",
      palette: palettes.midnight,
      centre: [0.5, 0.5],
      radius: 0.25,
      tilt: -18,
      rings: 6,
      moons: 2,
      surface: "bands",
    },
    {
      title: "Copper giant with four moons",
      palette: palettes.copper,
      centre: [0.42, 0.52],
      radius: 0.33,
      tilt: 8,
      rings: 0,
      moons: 4,
      surface: "bands",
    },
    {
      title: "Rising over the violet world",
      palette: palettes.orchid,
      centre: [0.5, 1.0],
      radius: 0.66,
      tilt: -8,
      rings: 0,
      moons: 3,
      surface: "bands",
    },
    {
      title: "Small green harbour",
      palette: palettes.pine,
      centre: [0.54, 0.5],
      radius: 0.3,
      tilt: 20,
      rings: 0,
      moons: 1,
      surface: "continents",
      shape: "square",
    },
    {
      title: "Ember and its dust",
      palette: palettes.ember,
      centre: [0.5, 0.5],
      radius: 0.225,
      tilt: 24,
      rings: 8,
      moons: 1,
      surface: "bands",
      shape: "square",
    },
    {
      title: "Crater moon, gold sky",
      palette: palettes.royal,
      centre: [0.6, 0.56],
      radius: 0.36,
      tilt: 0,
      rings: 0,
      moons: 1,
      surface: "craters",
    },
    {
      title: "Thin rings of the blue giant",
      palette: palettes.royal,
      centre: [0.46, 0.46],
      radius: 0.23,
      tilt: -30,
      rings: 10,
      moons: 2,
      surface: "bands",
      shape: "portrait",
    },
    {
      title: "Archipelago world",
      palette: palettes.midnight,
      centre: [0.44, 0.5],
      radius: 0.34,
      tilt: -14,
      rings: 0,
      moons: 2,
      surface: "continents",
    },
    {
      title: "Grey moon, copper dust",
      palette: palettes.copper,
      centre: [0.5, 0.46],
      radius: 0.34,
      tilt: 0,
      rings: 0,
      moons: 2,
      surface: "craters",
      shape: "portrait",
    },
    {
      title: "Jade and its bracelet",
      palette: palettes.pine,
      centre: [0.5, 0.52],
      radius: 0.24,
      tilt: 14,
      rings: 5,
      moons: 3,
      surface: "bands",
    },
    {
      title: "Half a magenta morning",
      palette: palettes.orchid,
      centre: [0.96, 0.54],
      radius: 0.62,
      tilt: -20,
      rings: 4,
      moons: 2,
      surface: "bands",
    },
  ],
  draw(canvas, variant, random) {
    const { palette } = variant;
    const { width, height } = canvas;
    const shorter = Math.min(width, height);
    const [x, y] = [variant.centre[0] * width, variant.centre[1] * height];
    const r = variant.radius * shorter;
    canvas.background(
      canvas.radial(
        [mix(palette.paper, palette.hues[2], 0.28), palette.paper, shade(palette.paper, -0.06)],
        variant.centre[0],
        variant.centre[1],
        0.9,
      ),
    );
    for (let cloud = 0; cloud < 5; cloud++) {
      const fill = canvas.radial([
        [0, random.pick(palette.hues), 0.16],
        [1, palette.paper, 0],
      ]);
      canvas.ellipse(
        random.range(0, width),
        random.range(0, height),
        random.range(140, 300),
        random.range(90, 200),
        { fill },
      );
    }
    paintStars(canvas, random, 260, height * 1.4);
    const light = palette.hues[0];
    canvas.circle(x, y, r * 1.35, {
      fill: canvas.radial([
        [0.6, light, 0.32],
        [1, light, 0],
      ]),
    });
    canvas.at(x, y, variant.tilt, 1, () => {
      paintRings(canvas, variant, r, "back");
      canvas.clipped(disc(0, 0, r), () => paintSurface(canvas, variant, random, r));
    });
    canvas.circle(x, y, r, {
      fill: canvas.radial(
        [
          [0, "#ffffff", 0.18],
          [0.45, "#ffffff", 0],
          [0.75, "#000010", 0.32],
          [1, "#000010", 0.8],
        ],
        0.32,
        0.3,
        0.82,
      ),
    });
    canvas.at(x, y, variant.tilt, 1, () => paintRings(canvas, variant, r, "front"));
    for (let moon = 0; moon < variant.moons; moon++) {
      const size = shorter * random.range(0.014, 0.042);
      const angle = -2.6 + moon * 0.85 + random.around(0, 0.15);
      const away =
        r + shorter * (variant.radius > 0.5 ? 0.13 : 0.1) + moon * shorter * 0.035 + size;
      const mx = Math.min(width - size * 2, Math.max(size * 2, x + Math.cos(angle) * away * 1.15));
      const my = Math.max(size * 2, y + Math.sin(angle) * away);
      canvas.circle(mx, my, size, {
        fill: random.pick([palette.hues[3], palette.hues[1], palette.hues[4]]),
      });
      canvas.circle(mx, my, size, {
        fill: canvas.radial(
          [
            [0, "#ffffff", 0.2],
            [0.5, "#000010", 0.1],
            [1, "#000010", 0.75],
          ],
          0.3,
          0.3,
          0.85,
        ),
      });
    }
  },
});

function paintSurface(canvas: Canvas, variant: PlanetVariant, random: Random, r: number): void {
  const { hues, paper } = variant.palette;
  const noise = random.noise();
  if (variant.surface === "bands") {
    const colours = [hues[1], hues[0], hues[4], hues[0], hues[1], hues[2]];
    canvas.rectangle(-r, -r, r * 2, r * 2, { fill: hues[1] });
    const bands = 15;
    for (let band = 0; band < bands; band++) {
      const top = -r + (band / bands) * 2 * r;
      const edge: Point[] = Array.from({ length: 25 }, (_, step) => {
        const u = -r + (step / 24) * 2 * r;
        return [
          u,
          top +
            r * 0.07 * fractal(noise, (u / r) * 1.6, band * 0.9, 2) -
            (1 - (u / r) ** 2) * r * 0.05,
        ];
      });
      const colour = shade(ramp(colours, random.next()), random.around(-0.02, 0.05));
      canvas.path(`${smooth(edge, false)}L${r} ${r}L${-r} ${r}Z`, { fill: colour });
    }
    const spot = [random.range(-0.4, 0.3) * r, random.range(0.15, 0.45) * r] as const;
    for (let ring = 3; ring > 0; ring--) {
      canvas.ellipse(spot[0], spot[1], r * 0.065 * ring, r * 0.035 * ring, {
        fill: shade(ramp([hues[4], hues[1]], ring / 3), -0.02),
      });
    }
    return;
  }
  if (variant.surface === "continents") {
    canvas.rectangle(-r, -r, r * 2, r * 2, {
      fill: canvas.linear([shade(hues[3], 0.02), shade(hues[3], -0.14)]),
    });
    for (let land = 0; land < 9; land++) {
      const [lx, ly] = [random.range(-0.85, 0.85) * r, random.range(-0.8, 0.8) * r];
      const size = r * random.range(0.14, 0.36);
      for (const [grow, colour] of [
        [1.25, shade(hues[3], 0.06)],
        [1, hues[0]],
        [0.6, mix(hues[0], hues[1], 0.6)],
      ] as const) {
        const coast: Point[] = Array.from({ length: 40 }, (_, step) => {
          const angle = (step / 40) * Math.PI * 2;
          const reach =
            size *
            grow *
            (1 + 0.75 * fractal(noise, Math.cos(angle) + land * 5, Math.sin(angle), 3));
          return [lx + Math.cos(angle) * reach * 1.25, ly + Math.sin(angle) * reach * 0.8];
        });
        canvas.path(smooth(coast), { fill: colour });
      }
    }
    for (let cloud = 0; cloud < 12; cloud++) {
      canvas.ellipse(
        random.range(-r, r),
        random.range(-r, r),
        r * random.range(0.12, 0.36),
        r * random.range(0.015, 0.03),
        { fill: "#fffaf0", opacity: 0.55 },
      );
    }
    return;
  }
  const stone = mix(hues[4], hues[0], 0.3);
  canvas.rectangle(-r, -r, r * 2, r * 2, { fill: stone });
  for (let patch = 0; patch < 10; patch++) {
    canvas.ellipse(
      random.range(-r, r),
      random.range(-r, r),
      r * random.range(0.25, 0.55),
      r * random.range(0.18, 0.4),
      {
        fill: canvas.radial([
          [0, mix(stone, paper, 0.5), 0.5],
          [0.6, mix(stone, paper, 0.5), 0.3],
          [1, stone, 0],
        ]),
      },
    );
  }
  for (let crater = 0; crater < 46; crater++) {
    const size = r * (0.02 + 0.14 * random.next() ** 3);
    const [cx, cy] = [random.range(-r, r), random.range(-r, r)];
    canvas.circle(cx + size * 0.14, cy + size * 0.14, size, { fill: shade(stone, 0.1) });
    canvas.circle(cx, cy, size, {
      fill: canvas.linear([mix(stone, paper, 0.55), mix(stone, paper, 0.15)], 45),
    });
  }
}

function paintRings(
  canvas: Canvas,
  variant: PlanetVariant,
  r: number,
  half: "back" | "front",
): void {
  const sweep = half === "back" ? 1 : 0;
  for (let ring = 0; ring < variant.rings; ring++) {
    const t = variant.rings === 1 ? 0 : ring / (variant.rings - 1);
    const rx = r * (1.4 + 0.75 * t);
    const ry = rx * 0.24;
    const colour = ramp(
      [variant.palette.hues[4], variant.palette.hues[0], variant.palette.hues[1]],
      t,
    );
    const width = (r * 0.62) / variant.rings;
    canvas.path(`M${-rx} 0A${rx} ${ry} 0 0 ${sweep} ${rx} 0`, {
      fill: "none",
      stroke: colour,
      "stroke-width": width,
      opacity: (ring % 3 === 1 ? 0.45 : 0.85) * (half === "back" ? 0.75 : 1),
    });
  }
}
