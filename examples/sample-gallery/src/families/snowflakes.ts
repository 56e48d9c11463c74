import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { straight } from "../outline.js";
import { Random } from "../random.js";
import { type Canvas, number, polar, TURN } from "../svg.js";

interface SnowflakeVariant extends Variant {
  /** The air behind, from the middle to the corners. */
  air: readonly [string, string];
  ice: string;
  flakes: number;
}

/** Strokes of one sixth of a crystal, growing upwards; all lengths are parts of its radius. */
interface Crystal {
  plate: number;
  twigs: { at: number; length: number; split: boolean }[];
  tip: "bud" | "fork" | "plate";
  hexagons: number;
}

export const snowflakes = defineFamily<SnowflakeVariant>({
  name: "snowflakes",
  tags: ["snowflake", "winter", "crystal", "symmetry"],
  variants: [
    {
      title: "The first flake",
      palette: { tags: ["blue", "white"] },
      air: ["#3f86bd", "#0d355e"],
      ice: "#f3faff",
      flakes: 1,
      shape: "square",
    },
    {
      title: "Slow snow over indigo",
      palette: { tags: ["indigo", "white"] },
      air: ["#3a3a8c", "#14123c"],
      ice: "#dbe6ff",
      flakes: 9,
    },
    {
      title: "Frost on the violet pane",
      palette: { tags: ["violet", "white"] },
      air: ["#a48cd8", "#4a3a86"],
      ice: "#fbf5ff",
      flakes: 5,
    },
    {
      title: "Blue on white",
      palette: { tags: ["blue", "white"] },
      air: ["#ffffff", "#d7e8f3"],
      ice: "#1f6fae",
      flakes: 7,
    },
    {
      title: "Red wool snowflake",
      palette: { tags: ["red", "white"] },
      air: ["#c8423a", "#8c1f27"],
      ice: "#fff3e6",
      flakes: 1,
      shape: "square",
    },
    {
      title: "Teal flurry",
      palette: { tags: ["teal", "white"] },
      air: ["#2e8a8f", "#07383f"],
      ice: "#e8fbf4",
      flakes: 11,
      shape: "portrait",
    },
    {
      title: "Rose frost",
      palette: { tags: ["pink", "white"] },
      air: ["#f6cdd3", "#c9748a"],
      ice: "#fffafa",
      flakes: 6,
      shape: "square",
    },
    {
      title: "Stellar dendrite, enlarged",
      palette: { tags: ["gold", "navy"] },
      air: ["#26355f", "#0b1026"],
      ice: "#f2cf86",
      flakes: 1,
      tags: ["gold"],
    },
    {
      title: "Evergreen snowfall",
      palette: { tags: ["green", "white"] },
      air: ["#3a7a62", "#0e2d27"],
      ice: "#f2f7ea",
      flakes: 8,
    },
    {
      title: "Three that did not melt",
      palette: { tags: ["grey", "white"] },
      air: ["#9db2bd", "#475e6c"],
      ice: "#ffffff",
      flakes: 3,
    },
    {
      title: "Copper star of ice",
      palette: { tags: ["copper", "teal"] },
      air: ["#3c5a60", "#12191d"],
      ice: "#eec29c",
      flakes: 2,
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { air, ice, flakes } = variant;
    const { width, height } = canvas;
    const shorter = Math.min(width, height);
    canvas.background(canvas.radial([air[0], mix(air[0], air[1], 0.5), air[1]], 0.5, 0.45, 0.8));
    for (let dot = 0; dot < 90; dot++) {
      const size = random.range(1, 5.5) * (random.chance(0.1) ? 2.6 : 1);
      canvas.circle(random.range(0, width), random.range(0, height), size, {
        fill: ice,
        opacity: random.range(0.06, 0.34),
      });
    }
    const placed: { x: number; y: number; r: number }[] = [];
    const largest = flakes === 1 ? 0.43 : flakes < 4 ? 0.29 : 0.25;
    for (let flake = 0; flake < flakes; flake++) {
      let r = shorter * largest * (1 - (0.62 * flake) / flakes);
      for (let attempt = 0; attempt < 400; attempt++) {
        r *= attempt % 40 === 39 ? 0.94 : 1;
        const edge = r * 1.12;
        const x = flakes === 1 ? width / 2 : random.range(edge, width - edge);
        const y = flakes === 1 ? height / 2 : random.range(edge, height - edge);
        if (placed.some((other) => Math.hypot(other.x - x, other.y - y) < other.r + r)) continue;
        placed.push({ x, y, r });
        break;
      }
    }
    placed.forEach(({ x, y, r }, index) => {
      const crystal = crystalOf(new Random(`${variant.title} ${index}`));
      canvas.circle(x, y, r * 1.1, {
        fill: canvas.radial([
          [0, ice, 0.22],
          [1, ice, 0],
        ]),
      });
      const colour = mix(ice, air[0], index * (0.35 / Math.max(3, flakes)));
      canvas.at(x, y, random.range(0, 60), 1, () =>
        paintCrystal(canvas, crystal, r, colour, air[1]),
      );
    });
  },
});

function crystalOf(random: Random): Crystal {
  const count = random.integer(4, 7);
  const belly = random.range(0.3, 0.7);
  const twigs = Array.from({ length: count }, (_, index) => {
    const at = 0.2 + (index / count) * 0.68;
    const swell = Math.max(0.25, 1 - Math.abs(at - belly) * 1.7);
    return {
      at,
      length: swell * random.range(0.2, 0.36) * (1.1 - at * 0.5),
      split: random.chance(0.35),
    };
  });
  return {
    plate: random.range(0.1, 0.24),
    twigs,
    tip: random.pick(["bud", "fork", "plate"] as const),
    hexagons: random.integer(1, 3),
  };
}

function paintCrystal(
  canvas: Canvas,
  crystal: Crystal,
  r: number,
  ice: string,
  deep: string,
): void {
  const thick = Math.max(1.6, r * 0.03);
  let d = `M0 0L0 ${number(-r)}`;
  for (const { at, length, split } of crystal.twigs) {
    for (const side of [-1, 1]) {
      const angle = -TURN / 4 + (side * TURN) / 6;
      const [x, y] = polar(0, -at * r, angle, length * r);
      d += `M0 ${number(-at * r)}L${number(x)} ${number(y)}`;
      if (!split) continue;
      const [mx, my] = polar(0, -at * r, angle, length * r * 0.55);
      const [ax, ay] = polar(mx, my, -TURN / 4, length * r * 0.34);
      const [bx, by] = polar(mx, my, angle + (side * TURN) / 6, length * r * 0.26);
      d += `M${number(ax)} ${number(ay)}L${number(mx)} ${number(my)}L${number(bx)} ${number(by)}`;
    }
  }
  for (let arm = 0; arm < 6; arm++) {
    canvas.group({ transform: `rotate(${arm * 60})` }, () => {
      canvas.stroke(d, mix(ice, deep, 0.55), thick * 1.5, {
        transform: `translate(${number(thick * 0.3)} ${number(thick * 0.5)})`,
        opacity: 0.5,
      });
      canvas.stroke(d, ice, thick);
      if (crystal.tip === "bud") canvas.circle(0, -r, thick * 1.5, { fill: ice });
      if (crystal.tip === "plate")
        canvas.path(
          straight([
            [0, -r * 1.06],
            [r * 0.06, -r * 0.97],
            [0, -r * 0.84],
            [-r * 0.06, -r * 0.97],
          ]),
          { fill: ice },
        );
      if (crystal.tip === "fork")
        canvas.stroke(
          `M${number(-r * 0.08)} ${number(-r * 1.0)}L0 ${number(-r * 0.9)}L${number(r * 0.08)} ${number(-r * 1.0)}`,
          ice,
          thick,
        );
    });
  }
  for (let ring = crystal.hexagons; ring > 0; ring--) {
    const reach = r * crystal.plate * (0.45 + (ring / crystal.hexagons) * 0.75);
    const corners = Array.from({ length: 6 }, (_, corner) =>
      polar(0, 0, -TURN / 4 + (corner / 6) * TURN, reach),
    );
    canvas.path(straight(corners), {
      fill: ring % 2 === 1 ? shade(ice, -0.04) : mix(ice, deep, 0.35),
      "fill-opacity": 0.75,
      stroke: ice,
      "stroke-width": thick * 0.8,
      "stroke-linejoin": "round",
    });
  }
}
