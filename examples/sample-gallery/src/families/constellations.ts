import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc, smooth, star, straight } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { fractal, type Random } from "../random.js";
import { type Canvas, type Point, polar, TURN } from "../svg.js";

interface ConstellationVariant extends Variant {
  palette: Palette;
  /** Deep and bright colour of the sky. */
  night: readonly [string, string];
  gold: string;
  /** Figures of joined stars. */
  figures: number;
  chart: "disc" | "plain";
}

export const constellations = defineFamily<ConstellationVariant>({
  name: "constellations",
  tags: ["constellation", "star", "night", "chart"],
  variants: [
    {
      title: "Chart of the northern drawer",
      palette: palettes.midnight,
      night: ["#0e1733", "#22386e"],
      gold: "#e9c77b",
      figures: 6,
      chart: "disc",
      shape: "square",
    },
    {
      title: "The long river overhead",
      palette: palettes.royal,
      night: ["#100d30", "#4a3f9c"],
      gold: "#f2e3b8",
      figures: 5,
      chart: "plain",
    },
    {
      title: "Verdigris almanac",
      palette: palettes.pine,
      night: ["#0b2422", "#1f5a52"],
      gold: "#e0c987",
      figures: 6,
      chart: "disc",
      shape: "portrait",
    },
    {
      title: "Plum sky with seven figures",
      palette: palettes.orchid,
      night: ["#1e0f33", "#6b3a80"],
      gold: "#ffd9b0",
      figures: 7,
      chart: "plain",
      shape: "portrait",
    },
    {
      title: "Parchment planisphere",
      palette: palettes.ochre,
      night: ["#efe2c4", "#f8f0dc"],
      gold: "#5a3c24",
      figures: 6,
      chart: "disc",
      shape: "square",
    },
    {
      title: "Blue hour navigator",
      palette: palettes.glacier,
      night: ["#0a2c4a", "#2f78a8"],
      gold: "#f5ead0",
      figures: 5,
      chart: "plain",
    },
    {
      title: "Copper astrolabe",
      palette: palettes.copper,
      night: ["#141d21", "#33545a"],
      gold: "#e0a06c",
      figures: 5,
      chart: "disc",
    },
    {
      title: "Ember zodiac",
      palette: palettes.ember,
      night: ["#1c0c14", "#6b2438"],
      gold: "#fbc777",
      figures: 6,
      chart: "disc",
      shape: "square",
    },
    {
      title: "Teal meridian",
      palette: palettes.lagoon,
      night: ["#042a30", "#14767a"],
      gold: "#f6e6b0",
      figures: 6,
      chart: "plain",
      shape: "square",
    },
    {
      title: "Summer triangle, slightly bent",
      palette: palettes.midnight,
      night: ["#0b1230", "#3a4f9a"],
      gold: "#f6efe0",
      figures: 4,
      chart: "plain",
    },
    {
      title: "Ink almanac",
      palette: palettes.redInk,
      night: ["#ece5d2", "#f7f2e6"],
      gold: "#2a2a33",
      figures: 5,
      chart: "disc",
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { night, gold, chart, palette } = variant;
    const { width, height } = canvas;
    const [cx, cy] = [width / 2, height / 2];
    const r = Math.min(width, height) * (width > height ? 0.425 : 0.44);
    if (chart === "plain") {
      canvas.background(canvas.linear([night[0], mix(night[0], night[1], 0.55), night[1]]));
      paintRiver(canvas, random, night[1], palette);
      paintDust(canvas, random, gold, () => [random.range(0, width), random.range(0, height)], 420);
      paintFigures(
        canvas,
        random,
        variant,
        () => [
          random.range(width * 0.12, width * 0.88),
          random.range(height * 0.12, height * 0.72),
        ],
        Math.min(width, height) * 0.14,
        ([x, y]) => [
          Math.min(width - 24, Math.max(24, x)),
          Math.min(height * 0.8, Math.max(24, y)),
        ],
      );
      paintHills(canvas, random, night[0]);
      return;
    }
    const paper = mix(night[0], night[1], 0.25);
    canvas.background(canvas.radial([shade(paper, 0.03), shade(paper, -0.04)], 0.5, 0.5, 0.75));
    canvas.circle(cx, cy, r, {
      fill: canvas.radial([night[1], mix(night[1], night[0], 0.6), night[0]], 0.5, 0.42, 0.62),
    });
    const line = mix(gold, night[1], 0.55);
    for (let ring = 1; ring < 4; ring++)
      canvas.circle(cx, cy, (r * ring) / 4, {
        fill: "none",
        stroke: line,
        "stroke-width": 1,
        opacity: 0.6,
      });
    for (let ray = 0; ray < 12; ray++)
      canvas.stroke(
        straight(
          [polar(cx, cy, (ray / 12) * TURN, r * 0.06), polar(cx, cy, (ray / 12) * TURN, r)],
          false,
        ),
        line,
        1,
        { opacity: 0.45 },
      );
    canvas.ellipse(cx + r * 0.12, cy + r * 0.06, r * 0.66, r * 0.62, {
      fill: "none",
      stroke: gold,
      "stroke-width": 1.3,
      "stroke-dasharray": "6 5",
      opacity: 0.7,
    });
    const inside = (): Point =>
      polar(cx, cy, random.range(0, TURN), r * 0.94 * Math.sqrt(random.next()));
    paintDust(canvas, random, gold, inside, 260);
    paintFigures(
      canvas,
      random,
      variant,
      () => polar(cx, cy, random.range(0, TURN), r * 0.7 * Math.sqrt(random.next())),
      r * 0.25,
      ([x, y]) => {
        const away = Math.hypot(x - cx, y - cy);
        return away < r * 0.92 ? [x, y] : polar(cx, cy, Math.atan2(y - cy, x - cx), r * 0.92);
      },
    );
    canvas.circle(cx, cy, r, { fill: "none", stroke: gold, "stroke-width": 2.4 });
    canvas.circle(cx, cy, r * 1.07, { fill: "none", stroke: gold, "stroke-width": 1.2 });
    let ticks = "";
    for (let tick = 0; tick < 120; tick++)
      ticks += straight(
        [
          polar(cx, cy, (tick / 120) * TURN, r),
          polar(cx, cy, (tick / 120) * TURN, r * (tick % 10 === 0 ? 1.07 : 1.035)),
        ],
        false,
      );
    canvas.stroke(ticks, gold, 1.1);
    for (const [x, y] of [
      [0.07, 0.07],
      [0.93, 0.07],
      [0.07, 0.93],
      [0.93, 0.93],
    ] as const) {
      canvas.path(star(width * x, height * y, 8, r * 0.075, r * 0.026), { fill: gold });
    }
    canvas.rectangle(12, 12, width - 24, height - 24, {
      fill: "none",
      stroke: gold,
      "stroke-width": 1.4,
      opacity: 0.8,
    });
  },
});

function paintDust(
  canvas: Canvas,
  random: Random,
  colour: string,
  place: () => Point,
  count: number,
): void {
  const paths = ["", "", ""];
  for (let index = 0; index < count; index++) {
    const [x, y] = place();
    const layer = random.chance(0.65) ? 0 : random.chance(0.7) ? 1 : 2;
    paths[layer] += disc(x, y, [0.7, 1.1, 1.7][layer] as number);
  }
  paths.forEach((d, layer) => {
    if (d) canvas.path(d, { fill: colour, opacity: 0.45 + layer * 0.2 });
  });
}

function paintFigures(
  canvas: Canvas,
  random: Random,
  variant: ConstellationVariant,
  place: () => Point,
  size: number,
  keep: (point: Point) => Point,
): void {
  const centres: Point[] = [];
  for (let attempt = 0; attempt < 900 && centres.length < variant.figures; attempt++) {
    const centre = place();
    const apart = size * (attempt < 500 ? 2.1 : 1.6);
    if (centres.every(([x, y]) => Math.hypot(centre[0] - x, centre[1] - y) > apart))
      centres.push(centre);
  }
  for (const centre of centres) {
    const points: Point[] = [];
    let heading = random.range(0, TURN);
    let at = polar(centre[0], centre[1], heading + TURN / 2, size * 0.8);
    const count = random.integer(4, 6);
    for (let index = 0; index < count; index++) {
      points.push(keep(at));
      at = polar(at[0], at[1], heading, size * random.range(0.38, 0.62));
      heading += random.range(0.35, 0.95) * (random.chance(0.6) ? 1 : -1);
    }
    const branch = keep(polar(...(points[1] as Point), heading + 2, size * random.range(0.4, 0.7)));
    canvas.stroke(
      straight(points, false) + straight([points[1] as Point, branch], false),
      variant.gold,
      1.4,
      { opacity: 0.75 },
    );
    [...points, branch].forEach(([x, y], index) => {
      const bright = index === 0 || index === 2;
      canvas.circle(x, y, bright ? 15 : 9, {
        fill: canvas.radial([
          [0, variant.gold, 0.5],
          [1, variant.gold, 0],
        ]),
      });
      if (bright) canvas.path(star(x, y, 4, 9, 2.2), { fill: variant.gold });
      canvas.circle(x, y, bright ? 3.4 : 2.6, { fill: variant.gold });
    });
  }
}

/** The Milky Way: soft clouds along a diagonal. */
function paintRiver(canvas: Canvas, random: Random, bright: string, palette: Palette): void {
  const { width, height } = canvas;
  const noise = random.noise();
  const tints = [shade(bright, 0.16), mix(bright, palette.hues[1], 0.45), shade(bright, 0.06)];
  for (let cloud = 0; cloud < 34; cloud++) {
    const t = cloud / 33;
    const x = width * (-0.05 + 1.1 * t);
    const y = height * (0.82 - 0.7 * t) + height * 0.16 * fractal(noise, t * 3, 0.3, 2);
    const size = random.range(46, 120);
    canvas.ellipse(x + random.around(0, 30), y + random.around(0, 44), size * 1.3, size * 0.8, {
      fill: canvas.radial([
        [0, random.pick(tints), 0.22],
        [1, bright, 0],
      ]),
    });
  }
}

function paintHills(canvas: Canvas, random: Random, dark: string): void {
  const { width, height } = canvas;
  for (let layer = 0; layer < 2; layer++) {
    const noise = random.noise();
    const crest: Point[] = Array.from({ length: 22 }, (_, step) => [
      (-0.05 + (1.1 * step) / 21) * width,
      height * (0.86 + layer * 0.06) - 30 * fractal(noise, step * 0.22, layer, 3),
    ]);
    canvas.path(
      `${smooth(crest, false)}L${width * 1.05} ${height + 5}L${-width * 0.05} ${height + 5}Z`,
      { fill: shade(dark, 0.035 - layer * 0.06) },
    );
  }
}
