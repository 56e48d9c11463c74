import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { type Palette, palettes, type Sky, skies } from "../palette.js";
import type { Random } from "../random.js";
import {
  ground,
  landColour,
  paintBirds,
  paintCloud,
  paintLight,
  paintSky,
  ridge,
} from "../scenery.js";
import { type Canvas, number } from "../svg.js";

interface BalloonVariant extends Variant {
  palette: Sky;
  cloth: Palette;
  balloons: number;
}

type Pattern = "gores" | "rings" | "zigzag" | "checks";

export const balloons = defineFamily<BalloonVariant>({
  name: "balloons",
  tags: ["hot-air balloon", "sky", "travel", "flat illustration"],
  variants: [
    {
      title: "Morning fleet over the valley",
      palette: skies.mint,
      cloth: palettes.candy,
      balloons: 6,
    },
    {
      title: "One striped giant",
      palette: skies.noon,
      cloth: palettes.harbour,
      balloons: 1,
      shape: "portrait",
    },
    { title: "Cappadocia in rose", palette: skies.rose, cloth: palettes.marmalade, balloons: 7 },
    {
      title: "Lanterns of the evening",
      palette: skies.violet,
      cloth: palettes.midnight,
      balloons: 4,
      shape: "square",
    },
    {
      title: "Three above the dunes",
      palette: skies.desert,
      cloth: palettes.terracotta,
      balloons: 3,
    },
    {
      title: "Golden lift",
      palette: skies.golden,
      cloth: palettes.lagoon,
      balloons: 2,
      shape: "portrait",
    },
    { title: "Race into the red", palette: skies.ember, cloth: palettes.candy, balloons: 5 },
    {
      title: "A pair before breakfast",
      palette: skies.firstLight,
      cloth: palettes.plum,
      balloons: 2,
    },
    {
      title: "Harvest festival",
      palette: skies.autumn,
      cloth: palettes.meadow,
      balloons: 6,
      shape: "square",
    },
    {
      title: "Through the grey, a red one",
      palette: skies.storm,
      cloth: palettes.redInk,
      balloons: 1,
    },
    {
      title: "Night glow",
      palette: skies.moonlit,
      cloth: palettes.ember,
      balloons: 4,
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { palette: sky, balloons: count } = variant;
    const { width, height } = canvas;
    paintSky(canvas, sky, height * 0.85);
    paintLight(
      canvas,
      sky,
      width * random.range(0.15, 0.85),
      height * 0.6,
      Math.min(width, height) * 0.06,
      0.45,
    );
    for (let cloud = 0; cloud < 5; cloud++) {
      paintCloud(
        canvas,
        random,
        random.range(0, width),
        height * random.range(0.06, 0.66),
        width * random.range(0.16, 0.34),
        { fill: mix(sky.stops[3], "#ffffff", 0.35), opacity: 0.34 },
      );
    }
    paintBirds(canvas, random, mix(sky.land, sky.stops[1], 0.2), 4);
    for (let layer = 0; layer < 4; layer++) {
      const points = ridge(
        random,
        width,
        height * (0.8 + layer * 0.06),
        height * 0.1,
        2.2 + layer * 0.4,
        4,
      );
      canvas.path(ground(points, height + 4), { fill: landColour(sky, 0.15 + layer * 0.26) });
    }
    const largest = Math.min(width, height) * ([0, 0.3, 0.24, 0.22][count] ?? 0.205);
    const placed: { x: number; y: number; r: number }[] = [];
    for (let balloon = 0; balloon < count; balloon++) {
      let r = largest * (1 - (balloon / count) * 0.66);
      for (let attempt = 0; attempt < 600; attempt++) {
        r *= attempt % 60 === 59 ? 0.95 : 1;
        const x = count === 1 ? width * 0.52 : random.range(r * 1.15, width - r * 1.15);
        const y = count === 1 ? height * 0.4 : random.range(r * 1.2, height * 0.84 - r * 1.6);
        const near = (other: { x: number; y: number; r: number }) =>
          Math.hypot(other.x - x, (other.y - y) * 0.8) < (other.r + r) * 1.06;
        if (placed.some(near)) continue;
        placed.push({ x, y, r });
        break;
      }
    }
    for (const { x, y, r } of placed.reverse()) {
      canvas.at(x, y, random.around(0, 4), r / 100, () =>
        paintBalloon(canvas, random, variant.cloth, sky),
      );
    }
  },
});

/** A balloon of radius 100 around the origin, its basket about 200 below. */
function paintBalloon(canvas: Canvas, random: Random, cloth: Palette, sky: Sky): void {
  const colours = random.shuffle(cloth.hues.filter((hue) => hue !== cloth.paper)).slice(0, 3);
  const [main, second, third] = colours as [string, string, string];
  const pattern = random.pick<Pattern>(["gores", "gores", "rings", "zigzag", "checks"]);
  const side = (part: number) =>
    `C${number(part * 133)} -100 ${number(part * 128)} 20 ${number(part * 26)} 128`;
  const envelope = `M0 -100${side(1)}H-26C-128 20 -133 -100 0 -100Z`;
  for (const x of [-22, -9, 9, 22])
    canvas.stroke(`M${x} 126L${x * 0.62} 168`, mix(sky.land, "#6b4a33", 0.4), 1.8);
  canvas.path("M-17 166H17L14 190Q0 196 -14 190Z", { fill: canvas.linear(["#b07b4f", "#6e472c"]) });
  canvas.path("M-18 164H18V171H-18Z", { fill: "#8a5b39" });
  canvas.path(envelope, { fill: main });
  canvas.clipped(envelope, () => {
    if (pattern === "gores" || pattern === "checks") {
      const edges = [-1, -0.74, -0.4, 0, 0.4, 0.74, 1];
      for (let gore = 0; gore < 6; gore++) {
        const [from, to] = [edges[gore] as number, edges[gore + 1] as number];
        const fill =
          pattern === "gores"
            ? ([main, second, third][gore % 3] as string)
            : gore % 2 === 0
              ? second
              : main;
        const back = `C${number(from * 128)} 20 ${number(from * 133)} -100 0 -100Z`;
        canvas.path(`M0 -100${side(to)}H${number(from * 26)}${back}`, { fill });
      }
    }
    if (pattern === "checks")
      canvas.path("M-140 -46H140V-8H-140ZM-140 34H140V70H-140Z", { fill: third, opacity: 0.9 });
    if (pattern === "rings") {
      for (let band = 0; band < 4; band++)
        canvas.path(
          `M-140 ${-74 + band * 48}Q0 ${-52 + band * 48} 140 ${-74 + band * 48}V${-52 + band * 48}Q0 ${-28 + band * 48} -140 ${-52 + band * 48}Z`,
          { fill: band % 2 === 0 ? second : third },
        );
    }
    if (pattern === "zigzag") {
      for (let band = 0; band < 3; band++) {
        const y = -56 + band * 50;
        let d = `M-120 ${y}`;
        for (let tooth = 0; tooth < 12; tooth++)
          d += `l10 ${tooth % 2 === 0 ? 22 : -22}l10 ${tooth % 2 === 0 ? -22 : 22}`;
        canvas.path(`${d}v24${"l-10 22l-10 -22".repeat(12)}Z`, {
          fill: band % 2 === 0 ? second : third,
        });
      }
    }
    canvas.path("M-140 100H140V132H-140Z", { fill: third });
    canvas.rectangle(-130, -110, 260, 250, {
      fill: canvas.linear(
        [
          [0, "#ffffff", 0.2],
          [0.4, "#ffffff", 0],
          [0.65, "#08061c", 0.06],
          [1, "#08061c", 0.4],
        ],
        12,
      ),
    });
  });
  canvas.stroke("M-26 128H26", shade(third, -0.16), 4);
}
