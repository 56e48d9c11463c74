import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { box } from "../outline.js";
import { type Sky, skies } from "../palette.js";
import type { Random } from "../random.js";
import { landColour, paintCloud, paintLight, paintSky, paintStars } from "../scenery.js";
import type { Canvas, Point } from "../svg.js";

interface SkylineVariant extends Variant {
  palette: Sky;
  light: Point;
  lightRadius: number;
  /** Part of the windows that are lit. */
  lit: number;
  /** Height of the tallest towers as a part of the picture. */
  tall: number;
}

interface Building {
  x: number;
  top: number;
  width: number;
}

export const skylines = defineFamily<SkylineVariant>({
  name: "skylines",
  tags: ["city", "skyline", "architecture", "flat illustration"],
  variants: [
    {
      title: "City before the trams",
      palette: skies.firstLight,
      light: [0.3, 0.42],
      lightRadius: 34,
      lit: 0.12,
      tall: 0.5,
    },
    {
      title: "Glass noon",
      palette: skies.noon,
      light: [0.74, 0.16],
      lightRadius: 22,
      lit: 0.5,
      tall: 0.56,
    },
    {
      title: "Last sun on the towers",
      palette: skies.golden,
      light: [0.5, 0.46],
      lightRadius: 70,
      lit: 0.2,
      tall: 0.52,
    },
    {
      title: "Red evening downtown",
      palette: skies.ember,
      light: [0.62, 0.4],
      lightRadius: 58,
      lit: 0.4,
      tall: 0.54,
      shape: "square",
    },
    {
      title: "Midnight windows",
      palette: skies.moonlit,
      light: [0.22, 0.18],
      lightRadius: 22,
      lit: 0.52,
      tall: 0.6,
    },
    {
      title: "Rose light across the river",
      palette: skies.rose,
      light: [0.4, 0.4],
      lightRadius: 48,
      lit: 0.25,
      tall: 0.46,
    },
    {
      title: "Violet overtime",
      palette: skies.violet,
      light: [0.7, 0.24],
      lightRadius: 30,
      lit: 0.45,
      tall: 0.62,
      shape: "portrait",
    },
    {
      title: "Mint morning avenue",
      palette: skies.mint,
      light: [0.26, 0.3],
      lightRadius: 28,
      lit: 0.3,
      tall: 0.5,
      shape: "square",
    },
    {
      title: "The teal hour",
      palette: skies.teal,
      light: [0.76, 0.2],
      lightRadius: 20,
      lit: 0.5,
      tall: 0.6,
      shape: "portrait",
    },
    {
      title: "Rain on concrete",
      palette: skies.storm,
      light: [0.5, 0.22],
      lightRadius: 24,
      lit: 0.32,
      tall: 0.55,
    },
    {
      title: "October rooftops",
      palette: skies.autumn,
      light: [0.66, 0.38],
      lightRadius: 42,
      lit: 0.3,
      tall: 0.42,
    },
  ],
  draw(canvas, variant, random) {
    const { palette: sky, light } = variant;
    const { width, height } = canvas;
    const shore = height * 0.8;
    paintSky(canvas, sky, shore);
    if (sky.starlit) paintStars(canvas, random, 120, height * 0.5);
    paintLight(canvas, sky, light[0] * width, light[1] * height, variant.lightRadius, 0.5);
    for (let cloud = 0; cloud < 3; cloud++) {
      paintCloud(
        canvas,
        random,
        random.range(0, width),
        height * random.range(0.12, 0.36),
        width * random.range(0.16, 0.3),
        { fill: mix(sky.stops[2], sky.light, 0.5), opacity: 0.28 },
      );
    }
    const glass = mix(sky.light, "#ffd27a", 0.55);
    for (let layer = 0; layer < 3; layer++) {
      const depth = [0.22, 0.56, 0.94][layer] as number;
      const colour = landColour(sky, depth);
      const buildings = row(
        random,
        width,
        shore,
        height * variant.tall * (1 - layer * 0.24),
        34 + layer * 12,
      );
      for (const building of buildings)
        paintBuilding(canvas, random, building, shore, colour, layer);
      if (layer === 0) continue;
      paintWindows(
        canvas,
        random,
        buildings,
        shore,
        variant.lit,
        glass,
        shade(colour, 0.07),
        layer,
      );
    }
    paintWater(canvas, random, sky, shore, light[0] * width, glass);
  },
});

function row(
  random: Random,
  width: number,
  shore: number,
  tall: number,
  pitch: number,
): Building[] {
  const buildings: Building[] = [];
  let x = -random.range(5, 25);
  while (x < width) {
    const wide = Math.round(pitch * random.range(0.75, 1.5));
    const middle = 1 - Math.abs((x + wide / 2) / width - 0.5) * 0.7;
    buildings.push({ x, top: shore - tall * middle * random.range(0.42, 1), width: wide });
    x += wide + (random.chance(0.3) ? random.range(2, 10) : 0);
  }
  return buildings;
}

function paintBuilding(
  canvas: Canvas,
  random: Random,
  building: Building,
  shore: number,
  colour: string,
  layer: number,
): void {
  const { x, top, width } = building;
  const fill = shade(colour, random.around(0, 0.018));
  let d = box(x, top, width, shore - top + 2);
  const middle = x + width / 2;
  const crown = random.integer(0, 5);
  if (crown === 0)
    d +=
      box(x + width * 0.18, top - 10, width * 0.64, 11) +
      box(x + width * 0.36, top - 20, width * 0.28, 11);
  if (crown === 1)
    d += `M${x} ${top + 0.5}L${middle} ${top - width * 0.55}L${x + width} ${top + 0.5}Z`;
  if (crown === 2) d += `M${x} ${top + 0.5}L${x + width} ${top - width * 0.4}V${top + 0.5}Z`;
  if (crown === 3)
    d += `M${x + width * 0.15} ${top + 0.5}a${width * 0.35} ${width * 0.35} 0 0 1 ${width * 0.7} 0Z`;
  if (crown < 2 && layer < 2) d += box(middle - 0.9, top - width * 0.55 - 30, 1.8, 34);
  canvas.path(d, { fill });
  canvas.rectangle(x + width * 0.72, top, width * 0.28, shore - top, {
    fill: "#000010",
    opacity: 0.08,
  });
}

function paintWindows(
  canvas: Canvas,
  random: Random,
  buildings: readonly Building[],
  shore: number,
  lit: number,
  glass: string,
  dark: string,
  layer: number,
): void {
  const [bright, dim]: [string[], string[]] = [[], []];
  const [stepX, stepY] = layer === 1 ? [7, 9] : [9, 12];
  for (const { x, top, width } of buildings) {
    const columns = Math.floor((width - 6) / stepX);
    const left = x + (width - columns * stepX) / 2 + stepX * 0.22;
    for (let column = 0; column < columns; column++) {
      for (let y = top + 8; y < shore - 10; y += stepY) {
        const target = random.chance(lit) ? bright : dim;
        target.push(box(left + column * stepX, y, stepX * 0.56, stepY * 0.52));
      }
    }
  }
  canvas.path(dim.join(""), { fill: dark });
  canvas.path(bright.join(""), { fill: glass, opacity: layer === 1 ? 0.65 : 0.92 });
}

/** The river: the sky again, darker, with broken light on it. */
function paintWater(
  canvas: Canvas,
  random: Random,
  sky: Sky,
  shore: number,
  lightX: number,
  glass: string,
): void {
  const { width, height } = canvas;
  const water = [sky.stops[2], sky.stops[1], sky.stops[0]].map((colour) =>
    mix(colour, sky.land, 0.45),
  );
  canvas.rectangle(0, shore, width, height - shore, { fill: canvas.linear(water) });
  canvas.rectangle(0, shore - 3, width, 4, { fill: sky.land });
  for (let glint = 0; glint < 120; glint++) {
    const t = random.next();
    const y = shore + 6 + t * (height - shore - 8);
    const under = random.chance(0.4);
    const x = under ? random.around(lightX, 26 + 40 * t) : random.range(0, width);
    const length = random.range(6, 26) * (0.6 + t);
    canvas.stroke(
      `M${x - length / 2} ${y}h${length}`,
      under ? sky.light : random.chance(0.5) ? glass : sky.land,
      1.6,
      { opacity: under ? 0.75 : 0.3 },
    );
  }
}
