import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { type Sky, skies } from "../palette.js";
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
import type { Canvas, Point } from "../svg.js";

interface SailboatVariant extends Variant {
  palette: Sky;
  boats: number;
  light: Point;
  /** Colours of the sails, taken in turn. */
  sails: readonly string[];
  swell: number;
}

export const sailboats = defineFamily<SailboatVariant>({
  name: "sailboats",
  tags: ["sailing boat", "sea", "wave", "flat illustration"],
  variants: [
    {
      title: "Red sail, fair wind",
      palette: skies.noon,
      boats: 1,
      light: [0.24, 0.22],
      sails: ["#d8413a", "#f8efe0"],
      swell: 9,
    },
    {
      title: "Regatta of five",
      palette: skies.mint,
      boats: 5,
      light: [0.7, 0.2],
      sails: ["#f8f1e2", "#e8744f", "#f2c14e", "#2f6f7e", "#f8f1e2"],
      swell: 7,
    },
    {
      title: "Homeward at dusk",
      palette: skies.ember,
      boats: 2,
      light: [0.5, 0.42],
      sails: ["#ffe2b8", "#f7b27a"],
      swell: 8,
    },
    {
      title: "Paper white in the storm light",
      palette: skies.storm,
      boats: 1,
      light: [0.66, 0.2],
      sails: ["#fbf8ee", "#e4e2d8"],
      swell: 17,
      shape: "portrait",
    },
    {
      title: "Three sisters under rose",
      palette: skies.rose,
      boats: 3,
      light: [0.36, 0.4],
      sails: ["#fff0e4", "#f6c7bd", "#fff0e4"],
      swell: 8,
    },
    {
      title: "Night crossing",
      palette: skies.moonlit,
      boats: 1,
      light: [0.7, 0.2],
      sails: ["#e9ecf0", "#b9c6da"],
      swell: 11,
      shape: "square",
    },
    {
      title: "Golden reach",
      palette: skies.golden,
      boats: 2,
      light: [0.62, 0.42],
      sails: ["#fff6e0", "#d9694a"],
      swell: 7,
      shape: "square",
    },
    {
      title: "Teal passage",
      palette: skies.teal,
      boats: 3,
      light: [0.26, 0.2],
      sails: ["#f3d9a0", "#f5f0e0", "#e38b5b"],
      swell: 10,
    },
    {
      title: "Tall mast at first light",
      palette: skies.firstLight,
      boats: 1,
      light: [0.66, 0.4],
      sails: ["#fdf3e6", "#f0b79c"],
      swell: 7,
      shape: "portrait",
    },
    {
      title: "October regatta",
      palette: skies.autumn,
      boats: 4,
      light: [0.5, 0.34],
      sails: ["#fff3dd", "#b8452f", "#f2c063", "#fff3dd"],
      swell: 8,
    },
    {
      title: "Violet squall",
      palette: skies.violet,
      boats: 2,
      light: [0.3, 0.24],
      sails: ["#fbe9f2", "#e59ac0"],
      swell: 15,
    },
  ],
  draw(canvas, variant, random) {
    const { palette: sky, boats } = variant;
    const { width, height } = canvas;
    const horizon = height * 0.58;
    paintSky(canvas, sky, horizon);
    paintLight(
      canvas,
      sky,
      variant.light[0] * width,
      variant.light[1] * height,
      Math.min(width, height) * 0.065,
      0.5,
    );
    for (let cloud = 0; cloud < 4; cloud++) {
      paintCloud(
        canvas,
        random,
        width * (cloud / 3 + random.around(0, 0.12)),
        height * random.range(0.08, 0.38),
        width * random.range(0.15, 0.3),
        { fill: mix(sky.stops[3], "#ffffff", 0.4), opacity: 0.35 },
      );
    }
    canvas.path(ground(ridge(random, width, horizon - 6, 34, 2.6), horizon + 4), {
      fill: landColour(sky, 0.2),
    });
    if (!sky.starlit) paintBirds(canvas, random, mix(sky.land, sky.stops[1], 0.2), 5);
    const rows = 7;
    const deep = mix(sky.stops[0], sky.land, 0.45);
    const shallow = mix(sky.stops[1], sky.stops[2], 0.35);
    const order = random.shuffle(Array.from({ length: boats }, (_, index) => index));
    const rowOf = (boat: number) => (boats === 1 ? 3 : 1 + Math.round((boat / (boats - 1)) * 3));
    for (let row = 0; row < rows; row++) {
      const t = row / (rows - 1);
      const base = horizon + (height - horizon) * (t * 0.88) ** 1.1;
      order.forEach((slot, boat) => {
        if (rowOf(boat) !== row) return;
        const x =
          boats === 1
            ? width * 0.46
            : width * (boats === 2 ? 0.3 + 0.42 * slot : 0.16 + (0.68 * slot) / (boats - 1));
        const scale =
          (height / 480) *
          (boats === 1 ? 1.75 : boats === 2 ? 0.75 + row * 0.22 : 0.5 + row * 0.23) *
          (width < 520 ? 0.92 : 1);
        canvas.at(x, base - 2, random.around(-2, 4), scale, () =>
          paintBoat(
            canvas,
            sky,
            variant.sails[boat % variant.sails.length] as string,
            variant.sails.at(-1 - (boat % 2)) as string,
          ),
        );
      });
      paintSwell(canvas, random, base, variant.swell * (0.35 + t), mix(shallow, deep, t ** 0.8), t);
    }
  },
});

function paintSwell(
  canvas: Canvas,
  random: Random,
  base: number,
  swell: number,
  colour: string,
  t: number,
): void {
  const { width, height } = canvas;
  const length = 44 + t * 76;
  let d = `M${-length - random.range(0, length)} ${base}`;
  const crests = Math.ceil(width / length) + 3;
  for (let crest = 0; crest < crests; crest++)
    d += `c${length * 0.35} 0 ${length * 0.5} ${-swell} ${length * 0.62} ${-swell}c${length * 0.1} 0 ${length * 0.2} ${swell} ${length * 0.38} ${swell}`;
  canvas.path(`${d}V${height + 5}H${-length * 2}Z`, {
    fill: canvas.linear([shade(colour, 0.03), shade(colour, -0.05)]),
  });
  canvas.stroke(d, shade(colour, 0.12), 1 + t * 1.6, { opacity: 0.75 });
}

/** A sloop of about 120 by 140 with its waterline at the origin. */
function paintBoat(canvas: Canvas, sky: Sky, sail: string, jib: string): void {
  canvas.path("M4 -126C42 -96 52 -54 50 -22L4 -20Z", {
    fill: canvas.linear([sail, shade(sail, -0.07)], 0),
  });
  for (let seam = 1; seam < 5; seam++)
    canvas.stroke(
      `M4 ${-126 + seam * 22}Q${14 + seam * 6} ${-122 + seam * 23} ${20 + seam * 6.6} ${-124 + seam * 23}`,
      shade(sail, -0.13),
      0.9,
      { opacity: 0.6 },
    );
  canvas.path("M-2 -116C-12 -84 -28 -48 -46 -22L-2 -20Z", {
    fill: canvas.linear([shade(jib, -0.09), jib], 0),
  });
  canvas.stroke("M1 -132L1 -8", shade(sky.land, -0.03), 2.4);
  canvas.stroke("M1 -18L52 -19", shade(sky.land, -0.03), 2);
  canvas.path("M1 -132l14 5l-14 5Z", { fill: mix(sail, "#d8372f", 0.75) });
  canvas.path("M-54 -14C-30 -9 30 -9 60 -16C56 0 46 9 38 12H-34C-44 8 -50 -2 -54 -14Z", {
    fill: canvas.linear([mix(sky.land, "#ffffff", 0.12), sky.land]),
  });
  canvas.path("M-52.5 -9C-30 -4 30 -4 58.6 -11L57 -6C30 0 -30 0 -50.5 -4.5Z", { fill: jib });
}
