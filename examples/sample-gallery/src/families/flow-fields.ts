import { ramp, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { fractal } from "../random.js";
import { type Point, TURN } from "../svg.js";

interface FlowVariant extends Variant {
  palette: Palette;
  /** Features of the field across the picture. */
  scale: number;
  /** How far the field turns, in turns. */
  swirl: number;
  /** Widths of the ribbons in pixels, thinnest and thickest. */
  widths: readonly [number, number];
  /** Angles snap to this many directions, for a carved look. */
  directions?: number;
}

const CELL = 2;
const STEP = 5;

export const flowFields = defineFamily<FlowVariant>({
  name: "flow-fields",
  tags: ["flow field", "line", "abstract", "generative"],
  variants: [
    {
      title: "Current one, terracotta",
      palette: palettes.terracotta,
      scale: 1.4,
      swirl: 0.7,
      widths: [4, 13],
      shape: "portrait",
    },
    {
      title: "Wind over the harbour",
      palette: palettes.harbour,
      scale: 0.9,
      swirl: 0.5,
      widths: [3, 9],
    },
    {
      title: "Slow lagoon",
      palette: palettes.lagoon,
      scale: 1.2,
      swirl: 1,
      widths: [5, 18],
      shape: "square",
    },
    { title: "Night traffic", palette: palettes.midnight, scale: 1.6, swirl: 0.9, widths: [2, 7] },
    {
      title: "Grain of the olive wood",
      palette: palettes.olive,
      scale: 1,
      swirl: 0.45,
      widths: [3, 8],
      shape: "portrait",
    },
    {
      title: "Ember drift",
      palette: palettes.ember,
      scale: 1.8,
      swirl: 1.1,
      widths: [3, 12],
      shape: "square",
    },
    {
      title: "Combed lavender",
      palette: palettes.lavender,
      scale: 0.8,
      swirl: 0.6,
      widths: [2.5, 6],
    },
    {
      title: "Carved channels",
      palette: palettes.ochre,
      scale: 1.3,
      swirl: 1,
      widths: [6, 14],
      directions: 8,
      shape: "square",
    },
    {
      title: "Copper wire",
      palette: palettes.copper,
      scale: 1.5,
      swirl: 0.8,
      widths: [2, 5],
      shape: "portrait",
    },
    { title: "Paper streamers", palette: palettes.candy, scale: 1.1, swirl: 0.8, widths: [8, 22] },
    {
      title: "Ice finding its way",
      palette: palettes.glacier,
      scale: 1.4,
      swirl: 1,
      widths: [3, 11],
      directions: 12,
    },
  ],
  draw(canvas, variant, random) {
    const { palette, scale, swirl, directions } = variant;
    const { width, height } = canvas;
    const margin = 26;
    canvas.background(palette.paper);
    const noise = random.noise();
    const tint = random.noise();
    const lean = random.range(0, TURN);
    const longer = Math.max(width, height);
    const heading = (x: number, y: number) => {
      const angle =
        lean + swirl * TURN * fractal(noise, (x / longer) * scale, (y / longer) * scale, 1);
      if (!directions) return angle;
      return (Math.round((angle / TURN) * directions) / directions) * TURN;
    };
    const columns = Math.ceil(width / CELL);
    const taken = new Uint16Array(columns * Math.ceil(height / CELL));
    const free = (x: number, y: number, reach: number, own: number) => {
      if (
        x < margin + reach ||
        y < margin + reach ||
        x > width - margin - reach ||
        y > height - margin - reach
      )
        return false;
      for (let turn = 0; turn < 8; turn++) {
        for (const part of [1, 0.5]) {
          const px = x + Math.cos((turn / 8) * TURN) * reach * part;
          const py = y + Math.sin((turn / 8) * TURN) * reach * part;
          const owner = taken[Math.floor(py / CELL) * columns + Math.floor(px / CELL)];
          if (owner !== 0 && owner !== own) return false;
        }
      }
      return true;
    };
    const occupy = (x: number, y: number, reach: number, own: number) => {
      for (let dy = -reach; dy <= reach; dy += CELL) {
        for (let dx = -reach; dx <= reach; dx += CELL) {
          if (dx * dx + dy * dy <= reach * reach)
            taken[Math.floor((y + dy) / CELL) * columns + Math.floor((x + dx) / CELL)] = own;
        }
      }
    };
    const [thin, thick] = variant.widths;
    const attempts = 2600;
    for (let own = 1; own <= attempts; own++) {
      const crowding = own / attempts;
      const line = thin + (thick - thin) * random.next() ** 1.5 * (1 - crowding * 0.8);
      const gap = line / 2 + Math.max(1.2, thin * 0.32);
      const start: Point = [
        random.range(margin, width - margin),
        random.range(margin, height - margin),
      ];
      const course: Point[] = [];
      for (const way of [-1, 1]) {
        let [x, y] = start;
        for (let step = 0; step < 70 && free(x, y, gap, own); step++) {
          if (way < 0) course.unshift([x, y]);
          else if (step > 0) course.push([x, y]);
          const angle = heading(x, y);
          x += Math.cos(angle) * STEP * way;
          y += Math.sin(angle) * STEP * way;
        }
      }
      if (course.length < 5 || course.length * STEP < line * 1.6) continue;
      for (const [x, y] of course) occupy(x, y, line / 2, own);
      const band =
        0.5 +
        0.75 * tint((start[0] / longer) * 2.2, (start[1] / longer) * 2.2) +
        random.around(0, 0.28);
      const index = Math.floor(Math.min(0.999, Math.max(0, band)) * palette.hues.length);
      const colour = random.chance(0.08)
        ? palette.ink
        : shade(ramp(palette.hues, index / 4), random.around(0, 0.03));
      const eased = course.filter((_, point) => point % 3 === 0 || point === course.length - 1);
      canvas.stroke(smooth(eased, false), colour, line);
    }
  },
});
