import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { petal } from "../outline.js";
import { type Sky, skies } from "../palette.js";
import type { Random } from "../random.js";
import { ground, paintBirds, paintLight, paintSky, paintStars, ridge } from "../scenery.js";
import { type Canvas, number, type Point } from "../svg.js";

interface CactusVariant extends Variant {
  palette: Sky;
  sand: string;
  green: string;
  saguaros: number;
  light: Point;
  lightRadius: number;
}

export const cacti = defineFamily<CactusVariant>({
  name: "cacti",
  tags: ["cactus", "desert", "landscape", "flat illustration"],
  variants: [
    {
      title: "Saguaro at noon",
      palette: skies.desert,
      sand: "#e3a86a",
      green: "#3f7d5c",
      saguaros: 3,
      light: [0.72, 0.2],
      lightRadius: 30,
    },
    {
      title: "Two arms up for the sun",
      palette: skies.golden,
      sand: "#c97b4e",
      green: "#4a6b4a",
      saguaros: 1,
      light: [0.56, 0.4],
      lightRadius: 80,
      shape: "portrait",
    },
    {
      title: "Red mesa evening",
      palette: skies.ember,
      sand: "#8f3a3f",
      green: "#2d3f4a",
      saguaros: 4,
      light: [0.4, 0.42],
      lightRadius: 62,
    },
    {
      title: "Night bloom",
      palette: skies.moonlit,
      sand: "#3d4f78",
      green: "#2b5f66",
      saguaros: 3,
      light: [0.74, 0.18],
      lightRadius: 24,
    },
    {
      title: "Rose dunes",
      palette: skies.rose,
      sand: "#d98f86",
      green: "#4f6f6a",
      saguaros: 2,
      light: [0.3, 0.34],
      lightRadius: 44,
      shape: "square",
    },
    {
      title: "Morning with prickly pears",
      palette: skies.mint,
      sand: "#e6c79a",
      green: "#4f9a72",
      saguaros: 2,
      light: [0.24, 0.24],
      lightRadius: 34,
    },
    {
      title: "The long dry autumn",
      palette: skies.autumn,
      sand: "#c4733f",
      green: "#5d6b3a",
      saguaros: 5,
      light: [0.6, 0.3],
      lightRadius: 40,
    },
    {
      title: "Violet mesa",
      palette: skies.violet,
      sand: "#7d558f",
      green: "#33507a",
      saguaros: 3,
      light: [0.28, 0.24],
      lightRadius: 32,
      shape: "portrait",
    },
    {
      title: "Storm over the arroyo",
      palette: skies.storm,
      sand: "#a89a86",
      green: "#4a6a5c",
      saguaros: 3,
      light: [0.7, 0.2],
      lightRadius: 22,
    },
    {
      title: "Teal desert, one moon",
      palette: skies.teal,
      sand: "#2f6a6c",
      green: "#1f7a6a",
      saguaros: 2,
      light: [0.3, 0.2],
      lightRadius: 34,
      shape: "square",
    },
    {
      title: "First light on the spines",
      palette: skies.firstLight,
      sand: "#d9a58a",
      green: "#5a8a7a",
      saguaros: 4,
      light: [0.66, 0.42],
      lightRadius: 30,
    },
  ],
  draw(canvas, variant, random) {
    const { palette: sky, sand, green } = variant;
    const { width, height } = canvas;
    paintSky(canvas, sky, height * 0.75);
    const night = sky.starlit;
    if (night) paintStars(canvas, random, 160, height * 0.6);
    paintLight(
      canvas,
      sky,
      variant.light[0] * width,
      variant.light[1] * height,
      variant.lightRadius,
      0.5,
    );
    if (!night) paintBirds(canvas, random, sky.land, 3);
    paintMesas(canvas, random, mix(sand, sky.stops[1], 0.55), height * 0.66);
    for (let layer = 0; layer < 4; layer++) {
      const base = height * (0.68 + layer * 0.085);
      const colour = shade(
        mix(mix(sand, sky.stops[2], 0.35), sand, layer / 3),
        0.03 - layer * 0.035,
      );
      canvas.path(ground(ridge(random, width, base, 26, 1.3 + layer * 0.2, 2), height + 4), {
        fill: canvas.linear([shade(colour, 0.05), shade(colour, -0.06)]),
      });
      if (layer === 0) continue;
      for (let plant = 0; plant < variant.saguaros; plant++) {
        if (variant.saguaros > 1 ? plant % 3 !== layer - 1 : layer !== 2) continue;
        const x =
          variant.saguaros === 1
            ? width * 0.44
            : width * (0.12 + (0.76 * plant) / (variant.saguaros - 1)) + random.around(0, 26);
        const scale = (height / 480) * (variant.saguaros === 1 ? 1.35 : 0.62 + layer * 0.24);
        canvas.at(x, base + 18, 0, scale, () =>
          paintSaguaro(canvas, random, mix(green, sky.stops[2], 0.3 - layer * 0.1)),
        );
      }
      for (let pear = 0; pear < 2; pear++) {
        const scale = 0.4 + layer * 0.16;
        canvas.at(random.range(0.04, 0.96) * width, base + random.range(24, 40), 0, scale, () =>
          (random.chance(0.5) ? paintPear : paintAgave)(
            canvas,
            random,
            shade(mix(green, sky.stops[2], 0.24 - layer * 0.08), 0.02),
          ),
        );
      }
    }
  },
});

function paintMesas(canvas: Canvas, random: Random, colour: string, base: number): void {
  let x = random.range(-80, -10);
  while (x < canvas.width) {
    const wide = random.range(80, 190);
    const tall = random.range(40, 110);
    const step = tall * random.range(0.35, 0.6);
    canvas.path(
      `M${x} ${base + 40}L${x + 18} ${base - step}H${x + wide * 0.2}L${x + wide * 0.25} ${base - tall}H${x + wide * 0.72}L${x + wide * 0.78} ${base - step}H${x + wide - 16}L${x + wide} ${base + 40}Z`,
      { fill: canvas.linear([shade(colour, -0.03), shade(colour, 0.06)]) },
    );
    for (let seam = 1; seam < 3; seam++)
      canvas.rectangle(x + wide * 0.26, base - tall + seam * 11, wide * 0.45, 2.5, {
        fill: shade(colour, -0.08),
        opacity: 0.6,
      });
    x += wide + random.range(10, 150);
  }
}

/** A saguaro about 200 high on the origin: ribbed columns with bent arms. */
function paintSaguaro(canvas: Canvas, random: Random, green: string): void {
  const tall = random.range(170, 220);
  const column = (d: string, width: number) => {
    canvas.stroke(d, shade(green, -0.11), width);
    canvas.stroke(d, green, width * 0.84);
    canvas.stroke(d, shade(green, 0.07), width * 0.46);
    canvas.stroke(d, shade(green, -0.04), width * 0.28);
    canvas.stroke(d, shade(green, 0.075), width * 0.2);
  };
  const arms = random.integer(2, 3);
  for (let arm = 0; arm < arms; arm++) {
    const side = arm % 2 === 0 ? -1 : 1;
    const joint = -tall * random.range(0.3, 0.5) - (arm === 2 ? 34 : 0);
    const reach = side * random.range(36, 50) * (arm === 2 ? 0.85 : 1);
    const rise = random.range(44, 82);
    column(
      `M${side * 8} ${number(joint)}H${number(reach * 0.6)}Q${number(reach)} ${number(joint)} ${number(reach)} ${number(joint - 20)}V${number(joint - rise)}`,
      21,
    );
    if (random.chance(0.6)) paintBloom(canvas, reach, joint - rise - 9);
  }
  column(`M0 6V${number(-tall)}`, 33);
  if (random.chance(0.7)) paintBloom(canvas, 0, -tall - 15);
}

function paintBloom(canvas: Canvas, x: number, y: number): void {
  for (const turn of [-62, -31, 0, 31, 62])
    canvas.at(x, y + 3, turn, 1, () =>
      canvas.path(petal(15, 8), { fill: turn === 0 ? "#f7a8b4" : "#e8788f" }),
    );
}

function paintPear(canvas: Canvas, random: Random, green: string): void {
  for (const [x, y, turn, size] of [
    [0, 0, 0, 1],
    [-20, -44, -34, 0.8],
    [22, -42, 38, 0.76],
    [-2, -58, 4, 0.7],
  ] as const) {
    canvas.at(x, y, turn, size, () => {
      canvas.ellipse(0, -30, 25, 33, {
        fill: canvas.linear([shade(green, 0.08), shade(green, -0.06)], 0),
      });
      for (let spine = 0; spine < 9; spine++)
        canvas.circle(-14 + (spine % 3) * 14, -48 + Math.floor(spine / 3) * 17, 1.7, {
          fill: shade(green, 0.24),
        });
      if (random.chance(0.5)) paintBloom(canvas, 0, -62);
    });
  }
}

function paintAgave(canvas: Canvas, random: Random, green: string): void {
  for (let leaf = 0; leaf < 11; leaf++) {
    const turn = (leaf % 2 === 0 ? 1 : -1) * (84 - leaf * 7.6);
    canvas.at(0, 4, turn, 1, () =>
      canvas.path(petal(random.range(58, 76), 17, 0.35), {
        fill: canvas.linear([shade(green, 0.1), shade(green, -0.09)], 0),
      }),
    );
  }
}
