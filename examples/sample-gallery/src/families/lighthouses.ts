import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { smooth } from "../outline.js";
import { type Sky, skies } from "../palette.js";
import type { Random } from "../random.js";
import { paintBirds, paintCloud, paintLight, paintSky, paintStars } from "../scenery.js";
import { type Canvas, number, type Point } from "../svg.js";

interface LighthouseVariant extends Variant {
  palette: Sky;
  /** Colours of the tower: plaster and paint. */
  paint: readonly [string, string];
  livery: "bands" | "plain" | "spiral" | "checks";
  beam: boolean;
  /** Where the cliff stands. */
  side: "left" | "right";
}

export const lighthouses = defineFamily<LighthouseVariant>({
  name: "lighthouses",
  tags: ["lighthouse", "sea", "cliff", "coast"],
  variants: [
    {
      title: "Candy stripes at Cape Noon",
      palette: skies.noon,
      paint: ["#fbf6ea", "#d5413b"],
      livery: "bands",
      beam: false,
      side: "right",
    },
    {
      title: "Sweep of the lamp",
      palette: skies.moonlit,
      paint: ["#e8ebee", "#c2413f"],
      livery: "bands",
      beam: true,
      side: "left",
    },
    {
      title: "Keeper's last errand",
      palette: skies.ember,
      paint: ["#f7e4cf", "#5b2a4e"],
      livery: "spiral",
      beam: true,
      side: "right",
    },
    {
      title: "White tower, mint air",
      palette: skies.mint,
      paint: ["#fdfaf0", "#2f7a74"],
      livery: "plain",
      beam: false,
      side: "left",
      shape: "portrait",
    },
    {
      title: "Storm watch",
      palette: skies.storm,
      paint: ["#f3f1e8", "#2f3b44"],
      livery: "bands",
      beam: true,
      side: "right",
      shape: "portrait",
    },
    {
      title: "Rose point",
      palette: skies.rose,
      paint: ["#fff1e8", "#b24a6a"],
      livery: "spiral",
      beam: false,
      side: "left",
    },
    {
      title: "Golden hour on the rocks",
      palette: skies.golden,
      paint: ["#fff4dc", "#b5543a"],
      livery: "checks",
      beam: false,
      side: "right",
      shape: "square",
    },
    {
      title: "Teal night signal",
      palette: skies.teal,
      paint: ["#eef2e4", "#e0a24a"],
      livery: "bands",
      beam: true,
      side: "left",
      shape: "square",
    },
    {
      title: "First boat sees it first",
      palette: skies.firstLight,
      paint: ["#fdf4ea", "#34507a"],
      livery: "spiral",
      beam: true,
      side: "right",
    },
    {
      title: "Violet headland",
      palette: skies.violet,
      paint: ["#f6e9f4", "#6a3f9a"],
      livery: "checks",
      beam: true,
      side: "left",
      shape: "portrait",
    },
    {
      title: "Autumn cape",
      palette: skies.autumn,
      paint: ["#fff2dc", "#9c3a2c"],
      livery: "bands",
      beam: false,
      side: "left",
    },
  ],
  draw(canvas, variant, random) {
    const { palette: sky, side } = variant;
    const { width, height } = canvas;
    const horizon = height * 0.68;
    const flip = side === "left" ? 1 : -1;
    paintSky(canvas, sky, horizon);
    if (sky.starlit) paintStars(canvas, random, 160, height * 0.5);
    const lightX = width * (side === "left" ? 0.74 : 0.26);
    paintLight(
      canvas,
      sky,
      lightX,
      height * random.range(0.3, 0.5),
      Math.min(width, height) * 0.055,
      0.5,
    );
    for (let cloud = 0; cloud < 4; cloud++)
      paintCloud(
        canvas,
        random,
        random.range(0, width),
        height * random.range(0.08, 0.5),
        width * random.range(0.16, 0.3),
        { fill: mix(sky.stops[3], "#ffffff", 0.35), opacity: 0.3 },
      );
    if (!sky.starlit) paintBirds(canvas, random, sky.land, 5);
    const towerX = width * (side === "left" ? 0.3 : 0.7);
    const scale = (height / 480) * (width < 520 ? 0.92 : 1);
    const top = horizon - 46 * scale;
    const lampY = top - 238 * scale;
    if (variant.beam) {
      for (const [reach, opacity] of [
        [1, 0.3],
        [0.6, 0.25],
      ] as const) {
        const spread = 70 * reach;
        canvas.path(
          `M${towerX} ${lampY}L${towerX + flip * width} ${lampY - 40 - spread}V${lampY - 40 + spread}Z`,
          {
            fill: canvas.linear(
              flip > 0
                ? [
                    [0, "#fff2b8", opacity * 2],
                    [1, "#fff2b8", 0],
                  ]
                : [
                    [0, "#fff2b8", 0],
                    [1, "#fff2b8", opacity * 2],
                  ],
              0,
            ),
          },
        );
      }
    }
    paintSea(canvas, random, sky, horizon);
    paintCliff(canvas, random, sky, towerX, top, horizon, flip, scale);
    canvas.at(towerX, top + 8 * scale, 0, scale, () => paintTower(canvas, variant));
    if (variant.beam)
      canvas.circle(towerX, lampY, 46 * scale, {
        fill: canvas.radial([
          [0, "#fff6cf", 0.95],
          [0.3, "#ffe9a0", 0.5],
          [1, "#ffe9a0", 0],
        ]),
      });
    paintFoam(canvas, random, sky);
  },
});

/** A tower of about 260, its foot at the origin. */
function paintTower(canvas: Canvas, { paint, livery, palette }: LighthouseVariant): void {
  const [plaster, colour] = paint;
  const dark = shade(palette.land, 0.02);
  canvas.path("M-74 0V-34L-52 -54H-16L0 -34V0Z", { fill: shade(plaster, -0.06) });
  canvas.path("M-80 -32L-54 -58H-14L6 -32Z", { fill: colour });
  canvas.rectangle(-58, -24, 13, 14, { fill: dark });
  canvas.rectangle(-34, -24, 13, 24, { fill: dark });
  const tower = "M-31 2L-19 -212H19L31 2Z";
  canvas.path(tower, { fill: plaster });
  canvas.clipped(tower, () => {
    if (livery === "bands")
      for (let band = 0; band < 3; band++)
        canvas.rectangle(-40, -186 + band * 72, 80, 36, { fill: colour });
    if (livery === "spiral")
      for (let band = 0; band < 5; band++)
        canvas.path(
          `M-45 ${-150 + band * 56}L45 ${-206 + band * 56}V${-180 + band * 56}L-45 ${-124 + band * 56}Z`,
          { fill: colour },
        );
    if (livery === "checks") {
      for (let row = 0; row < 6; row++) {
        canvas.rectangle(row % 2 === 0 ? -40 : 0, -212 + row * 36, 40, 36, { fill: colour });
      }
    }
    if (livery === "plain") canvas.rectangle(-40, -44, 80, 50, { fill: colour });
    canvas.rectangle(-31, -212, 62, 214, {
      fill: canvas.linear(
        [
          [0, "#ffffff", 0.12],
          [0.4, "#ffffff", 0],
          [1, "#080820", 0.4],
        ],
        0,
      ),
    });
  });
  for (const y of [-160, -104, -48])
    canvas.path(`M-5 ${y}V${y - 11}A5 5 0 0 1 5 ${y - 11}V${y}Z`, { fill: dark });
  canvas.path("M-29 -208H29L25 -217H-25Z", { fill: dark });
  for (let post = -26; post <= 26; post += 6.5) canvas.stroke(`M${post} -217V-229`, dark, 1.4);
  canvas.stroke("M-27 -229H27", dark, 2);
  canvas.rectangle(-13, -246, 26, 30, { fill: "#ffeeb0" });
  canvas.stroke("M-13 -246V-217M-4.5 -246V-217M4.5 -246V-217M13 -246V-217", dark, 2);
  canvas.path("M-18 -245Q0 -278 18 -245Z", { fill: colour });
  canvas.stroke("M0 -262V-276", dark, 2.4);
}

function paintSea(canvas: Canvas, random: Random, sky: Sky, horizon: number): void {
  const { width, height } = canvas;
  const sea = [
    mix(sky.stops[2], sky.stops[1], 0.6),
    mix(sky.stops[0], sky.land, 0.35),
    mix(sky.stops[0], sky.land, 0.7),
  ];
  canvas.rectangle(0, horizon, width, height - horizon, { fill: canvas.linear(sea) });
  for (let glint = 0; glint < 70; glint++) {
    const t = random.next();
    const x = random.range(0, width);
    const half = random.range(5, 24) * (0.4 + t);
    canvas.stroke(
      `M${number(x - half)} ${number(horizon + 4 + t * (height - horizon))}h${number(half * 2)}`,
      sky.stops[3],
      1 + t,
      { opacity: 0.28 },
    );
  }
}

function paintCliff(
  canvas: Canvas,
  random: Random,
  sky: Sky,
  x: number,
  top: number,
  horizon: number,
  flip: number,
  scale: number,
): void {
  const edge = flip > 0 ? -20 : canvas.width + 20;
  for (let layer = 0; layer < 3; layer++) {
    const reach = (118 + layer * 26) * scale;
    const drop = (canvas.height - horizon) * (0.5 + layer * 0.14);
    const points: Point[] = [
      [edge, top + layer * 26 * scale - 6],
      [x - flip * 60 * scale, top + layer * 20 * scale],
      [x + flip * 60 * scale, top + (6 + layer * 24) * scale],
    ];
    for (let step = 1; step <= 5; step++)
      points.push([
        x + flip * (60 * scale + (reach - 60 * scale) * (step / 5) ** 0.7) + random.around(0, 7),
        top + layer * 24 * scale + (horizon + drop - top - layer * 24 * scale) * (step / 5),
      ]);
    points.push([edge, canvas.height + 30]);
    const rock = mix(mix(sky.land, sky.stops[1], 0.34), sky.land, layer / 2);
    canvas.path(
      `${smooth(points.slice(0, -1), false)}L${points.at(-2)?.[0]} ${canvas.height + 10}L${edge} ${canvas.height + 10}Z`,
      {
        fill: canvas.linear([
          layer === 0 ? mix(rock, "#6f8f5a", 0.35) : shade(rock, 0.04),
          shade(rock, -0.03),
        ]),
      },
    );
  }
}

function paintFoam(canvas: Canvas, random: Random, sky: Sky): void {
  const { height } = canvas;
  for (let row = 0; row < 3; row++) {
    const base = height * (0.88 + row * 0.05);
    const length = 70 + row * 16;
    let d = `M${-random.range(20, 90)} ${base}`;
    for (let crest = 0; crest < 12; crest++)
      d += `c${length * 0.35} 0 ${length * 0.5} -13 ${length * 0.62} -13c${length * 0.1} 0 ${length * 0.2} 13 ${length * 0.38} 13`;
    const wave = mix(mix(sky.stops[0], sky.stops[2], 0.25), sky.land, 0.3 + row * 0.2);
    canvas.path(`${d}V${height + 5}H-100Z`, { fill: wave });
    canvas.stroke(d, mix(wave, "#ffffff", 0.45), 2, { opacity: 0.8 });
  }
}
