import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { petal, smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import type { Random } from "../random.js";
import { type Canvas, number, type Point, polar, TURN } from "../svg.js";

interface LeafVariant extends Variant {
  palette: Palette;
  plants: readonly Plant[];
  /** Hues of the leaves, as indices into the palette's. */
  greens: readonly number[];
  backdrop: "disc" | "arch" | "none";
  /** Hue of the backdrop. */
  accent?: number;
}

type Plant = keyof typeof PLANTS;

export const leaves = defineFamily<LeafVariant>({
  name: "leaves",
  tags: ["leaf", "plant", "botanical", "nature"],
  variants: [
    {
      title: "Herbarium sheet, fern",
      palette: palettes.meadow,
      plants: ["fern", "fern", "fern"],
      greens: [0, 1],
      backdrop: "none",
      shape: "portrait",
    },
    {
      title: "Monstera and a coral moon",
      palette: palettes.lagoon,
      plants: ["monstera"],
      greens: [0, 1],
      accent: 4,
      backdrop: "disc",
      shape: "square",
    },
    {
      title: "Eucalyptus, three stems",
      palette: palettes.nordic,
      plants: ["eucalyptus", "eucalyptus", "eucalyptus"],
      greens: [1, 0, 2],
      backdrop: "none",
    },
    {
      title: "Ginkgo in October",
      palette: palettes.ochre,
      plants: ["ginkgo", "ginkgo"],
      greens: [0, 1],
      accent: 3,
      backdrop: "arch",
      shape: "portrait",
    },
    {
      title: "Palm shade at noon",
      palette: palettes.terracotta,
      plants: ["palm", "palm", "palm"],
      greens: [4, 0, 3],
      backdrop: "disc",
    },
    {
      title: "Night garden, fern and moon",
      palette: palettes.pine,
      plants: ["fern", "fern", "fern"],
      greens: [0, 1],
      backdrop: "disc",
    },
    {
      title: "Violet sprigs",
      palette: palettes.lavender,
      plants: ["eucalyptus", "fern", "eucalyptus"],
      greens: [0, 1],
      backdrop: "arch",
      shape: "portrait",
    },
    {
      title: "Olive study",
      palette: palettes.olive,
      plants: ["willow", "willow", "willow"],
      greens: [0, 1, 4],
      backdrop: "none",
      shape: "square",
    },
    {
      title: "Copper monstera",
      palette: palettes.copper,
      plants: ["monstera"],
      greens: [2, 3],
      backdrop: "arch",
      shape: "portrait",
    },
    {
      title: "Plum willow by the arch",
      palette: palettes.plum,
      plants: ["willow", "ginkgo"],
      greens: [1, 2],
      backdrop: "arch",
      shape: "square",
    },
    {
      title: "Ember palms",
      palette: palettes.ember,
      plants: ["palm", "palm", "palm"],
      greens: [1, 2, 0],
      backdrop: "disc",
    },
  ],
  draw(canvas, variant, random) {
    const { palette, plants } = variant;
    const { width, height } = canvas;
    const shorter = Math.min(width, height);
    canvas.background(canvas.linear([shade(palette.paper, 0.02), shade(palette.paper, -0.03)]));
    const accent = palette.dark
      ? mix(palette.paper, palette.hues[4], 0.35)
      : (palette.hues[variant.accent ?? 2] as string);
    const wash = mix(accent, palette.paper, 0.35);
    if (variant.backdrop === "none") {
      const frame = {
        fill: "none",
        stroke: mix(palette.paper, palette.ink, 0.3),
        "stroke-width": 1.6,
      };
      canvas.rectangle(18, 18, width - 36, height - 36, frame);
    }
    if (variant.backdrop === "disc")
      canvas.circle(width * 0.5, height * 0.44, shorter * 0.34, { fill: wash });
    if (variant.backdrop === "arch") {
      const half = shorter * 0.32;
      canvas.path(
        `M${width / 2 - half} ${height * 0.94}V${height * 0.12 + half}A${half} ${half} 0 0 1 ${width / 2 + half} ${height * 0.12 + half}V${height * 0.94}Z`,
        { fill: wash },
      );
    }
    const count = plants.length;
    plants.forEach((plant, index) => {
      const colour = palette.hues[
        variant.greens[index % variant.greens.length] as number
      ] as string;
      const spread = count === 1 ? 0 : (index / (count - 1)) * 2 - 1;
      const x = width / 2 + spread * (width > height ? width * 0.2 : width * 0.13);
      const wide = plant === "palm" || plant === "ginkgo" ? 0.88 : 1;
      const narrow = width > height ? 1 : 0.88;
      const length =
        height * (count > 1 ? narrow * wide * (spread === 0 ? 0.92 : 0.8) : 0.87 * narrow);
      const lean = spread * (width > height ? 15 : 9) + random.around(0, 3);
      const tilt = plant === "monstera" ? random.around(-3, 3) : lean;
      canvas.at(x, height * 0.94, tilt, length / 400, () => PLANTS[plant](canvas, random, colour));
    });
  },
});

/** Plants about 400 high that grow upwards from the origin. */
const PLANTS = {
  fern(canvas: Canvas, random: Random, colour: string): void {
    const bend = random.around(0, 26);
    canvas.stroke(`M0 0Q${number(-bend)} -210 ${number(bend)} -398`, shade(colour, -0.08), 3.4);
    for (let frond = 0; frond < 44; frond++) {
      const t = 0.13 + (frond / 44) * 0.86;
      const side = frond % 2 === 0 ? 1 : -1;
      const [x, y] = quadratic(t, -bend, bend);
      const length = 112 * Math.sin(Math.min(1, (1.04 - t) * 1.25) * 1.5) * Math.min(1, 0.55 + t);
      canvas.at(x, y, side * (68 - t * 26), 1, () =>
        canvas.path(petal(length, 15 - t * 6, 0.35), {
          fill: shade(colour, side * 0.025 + random.around(0, 0.03)),
        }),
      );
    }
  },
  eucalyptus(canvas: Canvas, random: Random, colour: string): void {
    const bend = random.around(0, 34);
    canvas.stroke(
      `M0 0Q${number(-bend)} -210 ${number(bend)} -392`,
      mix(colour, "#8a5a44", 0.5),
      3,
    );
    for (let pair = 0; pair < 11; pair++) {
      const t = 0.16 + (pair / 11) * 0.84;
      const [x, y] = quadratic(t, -bend, bend);
      const size = 52 - t * 26;
      for (const side of [1, -1]) {
        canvas.at(x, y, side * (70 - t * 28) + random.around(0, 8), 1, () => {
          const tone = shade(colour, side * 0.03 + random.around(0, 0.05));
          canvas.ellipse(0, -size * 0.72, size * 0.44, size * 0.6, {
            fill: canvas.linear([shade(tone, 0.06), shade(tone, -0.05)], 0),
          });
          canvas.stroke(`M0 0L0 ${number(-size * 1.15)}`, shade(tone, 0.12), 1.1, { opacity: 0.7 });
        });
      }
    }
  },
  willow(canvas: Canvas, random: Random, colour: string): void {
    const bend = random.around(0, 60);
    canvas.stroke(`M0 0Q${number(-bend)} -210 ${number(bend)} -390`, shade(colour, -0.1), 3);
    for (let leaf = 0; leaf < 25; leaf++) {
      const t = 0.12 + (leaf / 25) * 0.88;
      const side = leaf % 2 === 0 ? 1 : -1;
      const [x, y] = quadratic(t, -bend, bend);
      canvas.at(x, y, side * (48 - t * 14) + random.around(0, 9), 1, () => {
        const tone = shade(colour, random.around(0, 0.06));
        const length = 96 - t * 38;
        canvas.path(petal(length, length * 0.22, 0.42), { fill: tone });
        canvas.stroke(`M0 0L0 ${number(-length * 0.86)}`, shade(tone, 0.12), 1.1, { opacity: 0.8 });
      });
    }
  },
  ginkgo(canvas: Canvas, random: Random, colour: string): void {
    const bend = random.around(0, 50);
    canvas.stroke(`M0 0Q${number(-bend)} -210 ${number(bend)} -380`, "#6b4a33", 3.4);
    for (let leaf = 0; leaf < 11; leaf++) {
      const t = 0.2 + (leaf / 11) * 0.8;
      const side = leaf % 2 === 0 ? 1 : -1;
      const [x, y] = quadratic(t, -bend, bend);
      canvas.at(x, y, side * (66 - t * 46), 1.12 - t * 0.3, () => {
        const tone = shade(colour, random.around(0, 0.05));
        canvas.stroke("M0 0Q3 -18 0 -34", shade(tone, -0.1), 2.4);
        canvas.path(
          "M0 -32C-20 -50 -46 -60 -58 -84C-46 -100 -22 -108 -3 -106L0 -84L3 -106C22 -108 46 -100 58 -84C46 -60 20 -50 0 -32Z",
          { fill: canvas.linear([shade(tone, 0.05), shade(tone, -0.04)]) },
        );
        for (let rib = -4; rib <= 4; rib++)
          canvas.stroke(
            `M0 -36Q${rib * 4} -64 ${rib * 11} ${-99 + Math.abs(rib) * 3}`,
            shade(tone, -0.07),
            1,
            { opacity: 0.7 },
          );
      });
    }
  },
  palm(canvas: Canvas, random: Random, colour: string): void {
    canvas.stroke("M0 0L0 -190", shade(colour, -0.08), 5);
    const blades = 15;
    for (let blade = 0; blade < blades; blade++) {
      const turn = -118 + (blade / (blades - 1)) * 236;
      const length = 190 - Math.abs(turn) * 0.42;
      canvas.at(0, -190, turn, 1, () => {
        const tone = shade(colour, random.around(0, 0.05));
        canvas.path(petal(length, 30, 0.5), {
          fill: canvas.linear([shade(tone, 0.05), shade(tone, -0.06)], 0),
        });
        canvas.stroke(`M0 0L0 ${number(-length * 0.9)}`, shade(tone, 0.1), 1.4, { opacity: 0.8 });
      });
    }
  },
  monstera(canvas: Canvas, _random: Random, colour: string): void {
    canvas.stroke("M0 0Q14 -70 0 -120", shade(colour, -0.1), 7);
    const rim: Point[] = [];
    for (const side of [1, -1]) {
      const half: Point[] = [];
      for (let lobe = 0; lobe < 6; lobe++) {
        const angle = TURN / 4 - side * (0.5 + lobe * 0.49);
        const reach = [128, 158, 172, 176, 184, 196][lobe] as number;
        half.push(
          polar(0, -200, angle - side * -0.13, reach * 0.97),
          polar(0, -200, angle, reach),
          polar(0, -200, angle - side * 0.14, reach * 0.98),
        );
        if (lobe < 5) half.push(polar(0, -200, angle - side * 0.25, reach * 0.46));
      }
      rim.push(...(side === 1 ? half : half.reverse()));
      if (side === 1) rim.push([0, -408]);
    }
    rim.push([0, -140]);
    canvas.path(smooth(rim), {
      fill: canvas.linear([shade(colour, 0.06), shade(colour, -0.08)], 20),
    });
    canvas.stroke("M0 -120Q4 -260 0 -396", shade(colour, 0.14), 4);
    for (const side of [1, -1]) {
      for (let vein = 0; vein < 6; vein++) {
        const [x, y] = polar(0, -200, TURN / 4 - side * (0.5 + vein * 0.49), 118 + vein * 8);
        const from = -146 - vein * 27;
        canvas.stroke(
          `M0 ${from}Q${number(x * 0.45)} ${number(from + (y - from) * 0.25)} ${number(x)} ${number(y)}`,
          shade(colour, 0.1),
          2.2,
          { opacity: 0.85 },
        );
      }
    }
  },
};

/** The stem all plants share: from the origin by a control point 210 up to a tip 400 up. */
function quadratic(t: number, control: number, tip: number): Point {
  return [2 * t * (1 - t) * control + t * t * tip, 2 * t * (1 - t) * -210 + t * t * -398];
}
