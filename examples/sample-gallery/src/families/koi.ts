import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { blob, petal, smooth } from "../outline.js";
import type { Random } from "../random.js";
import { type Canvas, type Point, polar, TURN } from "../svg.js";

interface KoiVariant extends Variant {
  /** Colour of the water lilies. */
  bloom: string;
  /** Colours of the water, from light to deep. */
  water: readonly [string, string];
  /** Body and patch colours, taken in turn. */
  coats: readonly (readonly [body: string, patch: string])[];
  fish: number;
  pads: number;
}

const white = "#fbf4e6";
const orange = "#ee6c2d";
const red = "#d8372f";
const gold = "#f2b33d";
const black = "#23242b";

export const koi = defineFamily<KoiVariant>({
  name: "koi",
  tags: ["koi", "fish", "pond", "water", "top view"],
  variants: [
    {
      title: "Two koi, one ripple",
      palette: { tags: ["teal", "orange"] },
      bloom: "#fdeef0",
      water: ["#3f9c98", "#0c4a53"],
      coats: [
        [white, orange],
        [orange, white],
      ],
      fish: 2,
      pads: 4,
      shape: "square",
    },
    {
      title: "The gold one leads",
      palette: { tags: ["navy", "gold"] },
      bloom: "#d9d4fb",
      water: ["#2a4a7c", "#0d1a3a"],
      coats: [
        [gold, white],
        [white, red],
        [white, black],
      ],
      fish: 3,
      pads: 3,
    },
    {
      title: "Temple pond at noon",
      palette: { tags: ["green", "red"] },
      bloom: "#f7c9d2",
      water: ["#7fae8a", "#2c6350"],
      coats: [
        [white, red],
        [orange, black],
      ],
      fish: 4,
      pads: 6,
    },
    {
      title: "Red cap",
      palette: { tags: ["beige", "red"] },
      bloom: "#f7c9d2",
      water: ["#dcd8c8", "#b3b5a6"],
      coats: [
        [white, red],
        [black, red],
      ],
      fish: 2,
      pads: 2,
      shape: "portrait",
    },
    {
      title: "Rain on the koi",
      palette: { tags: ["grey", "orange"] },
      bloom: "#ffffff",
      water: ["#7593a0", "#354f5e"],
      coats: [
        [white, orange],
        [white, black],
      ],
      fish: 3,
      pads: 0,
    },
    {
      title: "Lotus keepers",
      palette: { tags: ["teal", "red"] },
      bloom: "#fbdde2",
      water: ["#5d9e97", "#1f5a60"],
      coats: [
        [white, red],
        [gold, white],
      ],
      fish: 2,
      pads: 9,
      shape: "square",
    },
    {
      title: "School of seven",
      palette: { tags: ["teal", "orange"] },
      bloom: "#fdebd2",
      water: ["#4c8a94", "#173f4d"],
      coats: [
        [orange, white],
        [white, orange],
        [gold, orange],
      ],
      fish: 7,
      pads: 2,
    },
    {
      title: "Violet water",
      palette: { tags: ["violet", "red"] },
      bloom: "#eadcfb",
      water: ["#7a6bb5", "#2e2760"],
      coats: [
        [white, red],
        [gold, white],
        [orange, white],
      ],
      fish: 3,
      pads: 5,
      shape: "portrait",
    },
    {
      title: "Shade of the maple",
      palette: { tags: ["green", "orange"] },
      bloom: "#fbe0c8",
      water: ["#4d6f5d", "#1c2f2c"],
      coats: [
        [orange, black],
        [white, red],
      ],
      fish: 3,
      pads: 3,
      shape: "square",
    },
    {
      title: "Turning together",
      palette: { tags: ["blue", "orange"] },
      bloom: "#e9f6fd",
      water: ["#5eb1cf", "#155a86"],
      coats: [
        [white, orange],
        [gold, white],
      ],
      fish: 5,
      pads: 3,
    },
    {
      title: "Black koi in the jade basin",
      palette: { tags: ["jade", "black"] },
      bloom: "#fbe9cc",
      water: ["#4aa386", "#0e4a43"],
      coats: [
        [black, gold],
        [white, black],
      ],
      fish: 2,
      pads: 5,
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { water, bloom } = variant;
    const { width, height } = canvas;
    const shorter = Math.min(width, height);
    canvas.background(
      canvas.radial([water[0], mix(water[0], water[1], 0.6), water[1]], 0.42, 0.38, 0.85),
    );
    for (let stone = 0; stone < 26; stone++) {
      const size = random.range(12, 44);
      const outline = blob(
        random.range(0, width),
        random.range(0, height),
        size,
        (angle) => 0.16 * Math.sin(angle * 2 + stone),
        10,
      );
      canvas.path(smooth(outline), {
        fill: shade(water[1], random.range(-0.03, 0.06)),
        opacity: 0.3,
      });
    }
    for (let ripple = 0; ripple < 5; ripple++) {
      const [x, y] = [random.range(0, width), random.range(0, height)];
      const rings = random.integer(2, 4);
      for (let ring = 1; ring <= rings; ring++)
        canvas.circle(x, y, ring * shorter * 0.06, {
          fill: "none",
          stroke: "#ffffff",
          "stroke-width": 1.6,
          opacity: 0.3 - ring * 0.05,
        });
    }
    const start = random.range(0, TURN);
    const ring = shorter * (variant.fish > 4 ? 0.3 : variant.fish > 2 ? 0.27 : 0.2);
    for (let fish = 0; fish < variant.fish; fish++) {
      const angle = start + (fish / variant.fish) * TURN;
      const stretch = width > height ? 1.35 : width < height ? 0.8 : 1;
      const [x, y] = [
        width / 2 + Math.cos(angle) * ring * stretch,
        height / 2 + Math.sin(angle) * ring * (width < height ? 1.3 : 1),
      ];
      const scale = shorter / (variant.fish > 4 ? 480 : variant.fish > 2 ? 390 : 300);
      const heading = (angle / TURN) * 360 + 90 + random.around(0, 14);
      const coat = variant.coats[fish % variant.coats.length] as readonly [string, string];
      const bend = -random.range(9, 20);
      canvas.at(x + 10 * scale, y + 16 * scale, heading, scale, () =>
        canvas.path(smooth(bodyOf(bend)), { fill: "#00101c", opacity: 0.22 }),
      );
      canvas.at(x, y, heading, scale, () => paintFish(canvas, random, coat, bend));
    }
    for (let pad = 0; pad < variant.pads; pad++) paintPad(canvas, random, bloom, pad, shorter);
    if (variant.pads > 0) return;
    for (let drop = 0; drop < 34; drop++) {
      const [x, y] = [random.range(0, width), random.range(0, height)];
      const size = random.range(5, 22);
      canvas.ellipse(x, y, size, size, {
        fill: "none",
        stroke: "#ffffff",
        "stroke-width": 1.3,
        opacity: 0.4,
      });
      canvas.circle(x, y, 1.4, { fill: "#ffffff", opacity: 0.7 });
    }
  },
});

/** The spine bends like an arc; the fish swims towards positive x, about 150 long. */
function spine(t: number, bend: number): Point {
  return [75 - t * 150, bend * Math.sin(t * Math.PI * 1.1) - bend * 0.4];
}

function bodyOf(bend: number): Point[] {
  const widths = [6, 13, 17, 20, 20, 17, 13, 8.5, 5, 3];
  const left: Point[] = [];
  const right: Point[] = [];
  widths.forEach((width, index) => {
    const [x, y] = spine((index / (widths.length - 1)) * 0.86, bend);
    left.push([x, y - width]);
    right.unshift([x, y + width]);
  });
  return [...left, ...right];
}

function paintFish(
  canvas: Canvas,
  random: Random,
  [body, patch]: readonly [string, string],
  bend: number,
): void {
  const fin = { fill: mix(body, "#ffffff", 0.3), opacity: 0.72 };
  const [tailX, tailY] = spine(0.84, bend);
  const sway = bend * 0.5;
  canvas.path(
    `M${tailX + 8} ${tailY}C${tailX - 14} ${tailY - 8} ${tailX - 34} ${tailY - 26 - sway} ${tailX - 50} ${tailY - 22 - sway}C${tailX - 38} ${tailY - 8} ${tailX - 38} ${tailY + 4} ${tailX - 50} ${tailY + 18 - sway}C${tailX - 32} ${tailY + 20 - sway} ${tailX - 12} ${tailY + 8} ${tailX + 8} ${tailY}Z`,
    fin,
  );
  for (const side of [-1, 1]) {
    const [x, y] = spine(0.24, bend);
    canvas.path(
      `M${x + 4} ${y + side * 14}C${x + 2} ${y + side * 34} ${x - 18} ${y + side * 48} ${x - 32} ${y + side * 42}C${x - 28} ${y + side * 28} ${x - 18} ${y + side * 18} ${x - 10} ${y + side * 14}Z`,
      fin,
    );
    const [hx, hy] = spine(0.56, bend);
    canvas.path(
      `M${hx + 2} ${hy + side * 10}C${hx - 6} ${hy + side * 24} ${hx - 16} ${hy + side * 26} ${hx - 24} ${hy + side * 22}L${hx - 12} ${hy + side * 8}Z`,
      fin,
    );
  }
  const outline = smooth(bodyOf(bend));
  canvas.path(outline, { fill: body });
  canvas.clipped(outline, () => {
    for (let index = 0; index < 4; index++) {
      const [x, y] = spine(0.06 + index * 0.22 + random.around(0, 0.04), bend);
      const phase = random.range(0, TURN);
      const spot = blob(
        x,
        y + random.around(0, 9),
        random.range(10, 18),
        (angle) => 0.3 * Math.sin(angle * 2 + phase) + 0.14 * Math.sin(angle * 3),
        12,
      );
      canvas.path(smooth(spot), { fill: patch });
    }
    const upper = bodyOf(bend).map(([x, y]): Point => [x, y + 27]);
    canvas.path(smooth(upper), { fill: "#001018", opacity: 0.12 });
  });
  const crest = [0.3, 0.42, 0.54, 0.64].map((t) => spine(t, bend));
  canvas.stroke(smooth(crest, false), shade(body, body === black ? 0.14 : -0.1), 3.2, {
    opacity: 0.75,
  });
  const [eyeX, eyeY] = spine(0.1, bend);
  for (const side of [-1, 1])
    canvas.circle(eyeX + 1, eyeY + side * 10.5, 2.1, { fill: body === black ? gold : "#1a1a20" });
}

/** A water-lily leaf near an edge, every third with a flower. */
function paintPad(
  canvas: Canvas,
  random: Random,
  bloom: string,
  index: number,
  shorter: number,
): void {
  const { width, height } = canvas;
  const corner = index % 4;
  const size = shorter * random.range(0.08, 0.15);
  const x = corner % 2 === 0 ? random.range(-0.02, 0.2) * width : random.range(0.8, 1.02) * width;
  const y =
    corner === 0 || corner === 3
      ? random.range(-0.02, 0.24) * height
      : random.range(0.78, 1.02) * height;
  const turn = random.range(0, 360);
  const green = shade(random.pick(["#4d8b57", "#6aa25a", "#3c7a5c"]), random.around(0, 0.03));
  canvas.circle(x + 7, y + 10, size, { fill: "#00101c", opacity: 0.2 });
  canvas.at(x, y, turn, 1, () => {
    const [ax, ay] = polar(0, 0, 0.22, size);
    canvas.path(`M${size * 0.12} 0L${ax} ${ay}A${size} ${size} 0 1 1 ${ax} ${-ay}Z`, {
      fill: canvas.radial([shade(green, 0.08), green]),
    });
    for (let vein = 1; vein < 9; vein++) {
      const [vx, vy] = polar(0, 0, (vein / 9) * TURN, size * 0.86);
      canvas.stroke(`M0 0L${vx} ${vy}`, shade(green, 0.1), 1.2, { opacity: 0.7 });
    }
  });
  if (index % 3 !== 1) return;
  for (const [count, reach, light] of [
    [9, 0.72, -0.05],
    [7, 0.56, 0],
    [5, 0.36, 0.04],
  ] as const) {
    for (let leaf = 0; leaf < count; leaf++) {
      canvas.at(x, y, turn + (leaf / count) * 360 + reach * 40, 1, () =>
        canvas.path(petal(size * reach, size * 0.3), {
          fill: shade(bloom, light),
          stroke: shade(bloom, -0.12),
          "stroke-width": 0.8,
        }),
      );
    }
  }
  canvas.circle(x, y, size * 0.1, { fill: gold });
}
