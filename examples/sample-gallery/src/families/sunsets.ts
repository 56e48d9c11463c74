import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { box, disc } from "../outline.js";
import { type Sky, skies } from "../palette.js";
import type { Random } from "../random.js";
import { ground, landColour, paintBirds, paintCloud, paintSky, ridge } from "../scenery.js";
import type { Canvas } from "../svg.js";

interface SunsetVariant extends Variant {
  palette: Sky;
  /** Radius of the sun as a part of the shorter side. */
  size: number;
  /** Middle of the sun: its height over the horizon in radii. */
  rise: number;
  /** Stripes cut out of the sun's lower half. */
  stripes: number;
  shoreline: "open" | "islands" | "palms";
}

export const sunsets = defineFamily<SunsetVariant>({
  name: "sunsets",
  tags: ["sunset", "sea", "sun", "reflection"],
  variants: [
    {
      title: "The sun goes under, slowly",
      palette: skies.ember,
      size: 0.3,
      rise: 0.62,
      stripes: 5,
      shoreline: "open",
    },
    {
      title: "Palms and a low gold disc",
      palette: skies.golden,
      size: 0.26,
      rise: 0.4,
      stripes: 0,
      shoreline: "palms",
    },
    {
      title: "Rose archipelago",
      palette: skies.rose,
      size: 0.24,
      rise: 0.5,
      stripes: 0,
      shoreline: "islands",
    },
    {
      title: "Cassette summer",
      palette: skies.violet,
      size: 0.32,
      rise: 0.8,
      stripes: 7,
      shoreline: "palms",
      shape: "square",
    },
    {
      title: "Peach horizon",
      palette: skies.firstLight,
      size: 0.22,
      rise: 0.1,
      stripes: 0,
      shoreline: "open",
    },
    {
      title: "Harvest sun at sea",
      palette: skies.autumn,
      size: 0.3,
      rise: 0.8,
      stripes: 4,
      shoreline: "islands",
      shape: "portrait",
    },
    {
      title: "Moon road",
      palette: skies.moonlit,
      size: 0.16,
      rise: 1.9,
      stripes: 0,
      shoreline: "islands",
    },
    {
      title: "Desert coast",
      palette: skies.desert,
      size: 0.25,
      rise: 0.7,
      stripes: 0,
      shoreline: "palms",
      shape: "portrait",
    },
    {
      title: "Mint water, pale sun",
      palette: skies.mint,
      size: 0.22,
      rise: 0.9,
      stripes: 3,
      shoreline: "islands",
      shape: "square",
    },
    {
      title: "Vermilion, then dark",
      palette: skies.ember,
      size: 0.36,
      rise: 0.05,
      stripes: 0,
      shoreline: "islands",
      shape: "portrait",
    },
    {
      title: "Green flash bay",
      palette: skies.teal,
      size: 0.2,
      rise: 0.75,
      stripes: 4,
      shoreline: "palms",
    },
  ],
  draw(canvas, variant, random) {
    const { palette: sky, shoreline } = variant;
    const { width, height } = canvas;
    const horizon = height * 0.6;
    const r = Math.min(width, height) * variant.size;
    const x = width * (shoreline === "palms" ? 0.58 : random.range(0.44, 0.56));
    const y = horizon - r * variant.rise;
    paintSky(canvas, sky, horizon);
    const warm = mix(sky.light, sky.stops[3], 0.35);
    canvas.circle(x, y, r * 2.4, {
      fill: canvas.radial([
        [0.3, sky.light, 0.5],
        [0.55, sky.light, 0.16],
        [1, sky.light, 0],
      ]),
    });
    let face = variant.stripes ? box(x - r, y - r, r * 2, r * 0.95) : disc(x, y, r);
    let from = y - r * 0.05;
    for (let stripe = 0; stripe < variant.stripes; stripe++) {
      const gap = r * (0.035 + stripe * 0.016);
      from += gap;
      face += box(x - r, from, r * 2, r * 0.16 - gap);
      from += r * 0.16 - gap;
    }
    canvas.clipped(face, () =>
      canvas.circle(x, y, r, {
        fill: canvas.linear([sky.light, warm, mix(sky.light, sky.stops[2], 0.75)]),
      }),
    );
    for (let cloud = 0; cloud < 5; cloud++) {
      paintCloud(
        canvas,
        random,
        random.chance(0.5)
          ? random.range(-30, x - r * 1.25)
          : random.range(x + r * 1.25, width + 30),
        horizon * random.range(0.18, 0.8),
        width * random.range(0.12, 0.26),
        { fill: mix(sky.stops[1], sky.light, random.range(0.2, 0.7)), opacity: 0.5 },
      );
    }
    paintBirds(canvas, random, sky.land, 4);
    if (shoreline === "islands") {
      for (let layer = 0; layer < 2; layer++) paintIsland(canvas, random, sky, horizon, layer);
    }
    paintSea(canvas, random, sky, horizon, x, r, warm);
    if (shoreline === "palms") paintPalms(canvas, random, sky.land);
  },
});

function paintIsland(
  canvas: Canvas,
  random: Random,
  sky: Sky,
  horizon: number,
  layer: number,
): void {
  const wide = canvas.width * random.range(0.3, 0.46);
  const left = layer === 0 ? canvas.width * 0.66 : -wide * 0.35;
  const points = ridge(random, wide, 0, 26, 2.4, 4).map(([px, py]) => {
    const t = Math.min(1, Math.max(0, px / wide));
    return [left + px, horizon + 2 - Math.sin(t * Math.PI) * (34 - py)] as const;
  });
  canvas.path(ground(points, horizon + 3), { fill: landColour(sky, 0.45 + layer * 0.3) });
}

function paintSea(
  canvas: Canvas,
  random: Random,
  sky: Sky,
  horizon: number,
  x: number,
  r: number,
  glint: string,
): void {
  const { width, height } = canvas;
  const sea = [sky.stops[2], sky.stops[1], sky.stops[0]].map((colour, index) =>
    shade(mix(colour, sky.land, 0.18 + index * 0.12), -0.02),
  );
  canvas.rectangle(0, horizon, width, height - horizon, { fill: canvas.linear(sea) });
  const lens = (cx: number, cy: number, half: number, thick: number) =>
    `M${(cx - half).toFixed(1)} ${cy.toFixed(1)}Q${cx.toFixed(1)} ${(cy - thick).toFixed(1)} ${(cx + half).toFixed(1)} ${cy.toFixed(1)}Q${cx.toFixed(1)} ${(cy + thick).toFixed(1)} ${(cx - half).toFixed(1)} ${cy.toFixed(1)}Z`;
  let [road, dark, light] = ["", "", ""];
  for (let row = 0; row < 26; row++) {
    const t = row / 25;
    const cy = horizon + 4 + (height - horizon) * t ** 1.4;
    const reach = r * (0.95 - 0.45 * t);
    road += lens(x + random.around(0, r * 0.16), cy, reach * random.range(0.55, 1), 1.5 + t * 4);
    for (let extra = 0; extra < 3; extra++) {
      dark += lens(
        random.range(0, width),
        cy + random.around(0, 6),
        random.range(16, 46) * (0.5 + t),
        1 + t * 3.4,
      );
      light += lens(
        random.range(0, width),
        cy + random.around(0, 6),
        random.range(10, 30) * (0.5 + t),
        0.8 + t * 2.4,
      );
    }
  }
  canvas.path(dark, { fill: sky.land, opacity: 0.22 });
  canvas.path(light, { fill: sky.stops[3], opacity: 0.3 });
  canvas.path(road, { fill: glint, opacity: 0.9 });
}

/** Two or three palms on a spit of land at the left. */
function paintPalms(canvas: Canvas, random: Random, fill: string): void {
  const { width, height } = canvas;
  canvas.path(
    `M-5 ${height + 5}V${height * 0.87}C${width * 0.14} ${height * 0.84} ${width * 0.3} ${height * 0.9} ${width * 0.46} ${height + 5}Z`,
    { fill },
  );
  for (let palm = 0; palm < 3; palm++) {
    const foot = width * (0.06 + palm * 0.075);
    const tall = height * random.range(0.38, 0.6) * (palm === 1 ? 1.1 : 0.85);
    const top = [foot + width * random.range(0.02, 0.1), height * 0.9 - tall] as const;
    canvas.path(
      `M${foot - 5} ${height * 0.91}Q${foot} ${height * 0.9 - tall * 0.5} ${top[0] - 1.5} ${top[1]}L${top[0] + 1.5} ${top[1]}Q${foot + 7} ${height * 0.9 - tall * 0.5} ${foot + 6} ${height * 0.91}Z`,
      { fill },
    );
    for (let frond = 0; frond < 9; frond++) {
      const side = frond % 2 === 0 ? 1 : -1;
      const reach = random.range(34, 64) * (width / 640 + 0.25) * side;
      const lift = 30 - Math.floor(frond / 2) * 15;
      const [ex, ey] = [top[0] + reach, top[1] + 24 - lift * 0.9];
      canvas.path(
        `M${top[0]} ${top[1]}Q${top[0] + reach * 0.5} ${top[1] - lift - 8} ${ex} ${ey}Q${top[0] + reach * 0.45} ${top[1] - lift + 10} ${top[0]} ${top[1] + 3}Z`,
        { fill },
      );
    }
  }
}
