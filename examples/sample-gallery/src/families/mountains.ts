import { shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { straight } from "../outline.js";
import { type Sky, skies } from "../palette.js";
import type { Random } from "../random.js";
import { ground, landColour, paintBirds, paintLight, paintSky, ridge } from "../scenery.js";
import type { Canvas, Point } from "../svg.js";

interface MountainVariant extends Variant {
  palette: Sky;
  layers: number;
  /** Features of a ridge across the picture: low is rolling, high is craggy. */
  roughness: number;
  /** Where the light stands, in parts of width and height. */
  light: Point;
  lightRadius: number;
  pines?: boolean;
}

export const mountains = defineFamily<MountainVariant>({
  name: "mountains",
  tags: ["mountain", "landscape", "mist"],
  variants: [
    {
      title: "Ridge at first light",
      palette: skies.firstLight,
      layers: 6,
      roughness: 3,
      light: [0.66, 0.36],
      lightRadius: 26,
    },
    {
      title: "Seven blue distances",
      palette: skies.noon,
      layers: 7,
      roughness: 2.2,
      light: [0.3, 0.2],
      lightRadius: 20,
      pines: true,
    },
    {
      title: "The pass in October",
      palette: skies.autumn,
      layers: 5,
      roughness: 3.6,
      light: [0.5, 0.34],
      lightRadius: 40,
      pines: true,
    },
    {
      title: "Embers behind the range",
      palette: skies.ember,
      layers: 6,
      roughness: 4,
      light: [0.42, 0.46],
      lightRadius: 54,
    },
    {
      title: "Moon over the quiet peaks",
      palette: skies.moonlit,
      layers: 5,
      roughness: 3.2,
      light: [0.72, 0.2],
      lightRadius: 24,
      pines: true,
    },
    {
      title: "Valley filling with mint air",
      palette: skies.mint,
      layers: 7,
      roughness: 1.8,
      light: [0.24, 0.26],
      lightRadius: 30,
    },
    {
      title: "Rose hour above the treeline",
      palette: skies.rose,
      layers: 5,
      roughness: 2.8,
      light: [0.5, 0.4],
      lightRadius: 66,
      pines: true,
      shape: "portrait",
    },
    {
      title: "Rain leaving the highlands",
      palette: skies.storm,
      layers: 7,
      roughness: 2.5,
      light: [0.62, 0.24],
      lightRadius: 22,
    },
    {
      title: "Golden saddle",
      palette: skies.golden,
      layers: 6,
      roughness: 2,
      light: [0.34, 0.38],
      lightRadius: 44,
      shape: "square",
    },
    {
      title: "Violet sierra",
      palette: skies.violet,
      layers: 8,
      roughness: 4.6,
      light: [0.7, 0.28],
      lightRadius: 34,
      shape: "portrait",
    },
    {
      title: "Teal night, sleeping giants",
      palette: skies.teal,
      layers: 5,
      roughness: 2.6,
      light: [0.28, 0.22],
      lightRadius: 30,
      pines: true,
    },
  ],
  draw(canvas, variant, random) {
    const { palette: sky, layers, light, lightRadius } = variant;
    const { width, height } = canvas;
    paintSky(canvas, sky, height * 0.75);
    paintLight(canvas, sky, light[0] * width, light[1] * height, lightRadius);
    if (!sky.starlit) paintBirds(canvas, random, sky.land, random.integer(3, 6));
    for (let layer = 0; layer < layers; layer++) {
      const depth = layer / (layers - 1);
      const base = height * (0.5 + 0.42 * depth ** 1.15);
      const rise = height * (0.27 - 0.09 * depth);
      const points = ridge(random, width, base, rise, variant.roughness * (0.8 + depth * 0.5), 5);
      const colour = landColour(sky, depth ** 1.3);
      const fog = landColour(sky, Math.max(0, depth ** 1.3 - 0.34));
      const last = layer === layers - 1;
      if (last && variant.pines) paintPines(canvas, random, points, colour);
      canvas.path(ground(points, height + 4), {
        fill: last ? colour : canvas.linear([colour, [0.25, colour], [0.8, fog], fog]),
      });
      if (layer === 0 || last) continue;
      canvas.stroke(straight(points, false), shade(colour, 0.05), 1, { opacity: 0.35 });
    }
  },
});

/** Fir trees along a ridge, in one path. */
function paintPines(canvas: Canvas, random: Random, points: readonly Point[], fill: string): void {
  let d = "";
  for (const [x, y] of points) {
    if (random.chance(0.35)) continue;
    const tall = random.range(18, 62);
    const half = tall * 0.2;
    const foot = y + 8;
    const left: Point[] = [];
    const right: Point[] = [];
    for (let tier = 0; tier < 5; tier++) {
      const reach = half * (0.25 + tier * 0.2);
      const at = foot - tall + (tall * (tier + 1)) / 5;
      left.push([x - reach, at], [x - reach * 0.5, at - tall * 0.03]);
      right.push([x + reach, at], [x + reach * 0.5, at - tall * 0.03]);
    }
    d += straight([[x, foot - tall], ...right, ...left.reverse()]);
  }
  canvas.path(d, { fill });
}
