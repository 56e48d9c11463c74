import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc, straight } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { type Point, polar, TURN } from "../svg.js";

interface StarVariant extends Variant {
  palette: Palette;
  tiling: keyof typeof TILINGS;
  /** Contact angle in degrees: small gives slender stars, large blunt ones (Hankin's construction). */
  contact: number;
  /** Pixels of a polygon's side. */
  side: number;
  turn?: number;
}

interface RegularPolygon {
  centre: Point;
  sides: number;
  /** Direction of the middle of the first side. */
  turn: number;
}

const apothem = (sides: number, side: number) => side / (2 * Math.tan(Math.PI / sides));

/** Regular tilings that stars fit into; each lists its polygons over a square of the given reach. */
const TILINGS = {
  octagons(side: number, reach: number): RegularPolygon[] {
    const pitch = 2 * apothem(8, side);
    return grid([pitch, 0], [0, pitch], reach, ([x, y]) => [
      { centre: [x, y], sides: 8, turn: 0 },
      { centre: [x + pitch / 2, y + pitch / 2], sides: 4, turn: TURN / 8 },
    ]);
  },
  hexagons(side: number, reach: number): RegularPolygon[] {
    const pitch = 2 * apothem(6, side);
    return grid([pitch, 0], polar(0, 0, TURN / 6, pitch), reach, (centre) => [
      { centre, sides: 6, turn: 0 },
    ]);
  },
  dodecagons(side: number, reach: number): RegularPolygon[] {
    const pitch = 2 * apothem(12, side);
    return grid([pitch, 0], polar(0, 0, TURN / 6, pitch), reach, (centre) => [
      { centre, sides: 12, turn: 0 },
      ...[1, 3].map((step): RegularPolygon => {
        const angle = (step * TURN) / 12;
        return {
          centre: polar(...centre, angle, pitch / Math.sqrt(3)),
          sides: 3,
          turn: angle + TURN / 2,
        };
      }),
    ]);
  },
  rosettes(side: number, reach: number): RegularPolygon[] {
    const pitch = 2 * apothem(12, side) + side;
    return grid([pitch, 0], polar(0, 0, TURN / 6, pitch), reach, (centre) => [
      { centre, sides: 12, turn: 0 },
      ...[1, 3].map((step): RegularPolygon => {
        const angle = (step * TURN) / 12;
        return { centre: polar(...centre, angle, pitch / Math.sqrt(3)), sides: 6, turn: angle };
      }),
      ...[0, 1, 2].map((step): RegularPolygon => {
        const angle = (step * TURN) / 6;
        return { centre: polar(...centre, angle, pitch / 2), sides: 4, turn: angle };
      }),
    ]);
  },
};

export const starTilings = defineFamily<StarVariant>({
  name: "star-tilings",
  tags: ["star", "tiling", "ornament", "geometric"],
  variants: [
    {
      title: "Courtyard of eight-pointed stars",
      palette: palettes.lagoon,
      tiling: "octagons",
      contact: 67,
      side: 52,
      shape: "square",
    },
    {
      title: "Twelvefold evening",
      palette: palettes.midnight,
      tiling: "dodecagons",
      contact: 60,
      side: 52,
    },
    {
      title: "Tiles of the old bath house",
      palette: palettes.terracotta,
      tiling: "rosettes",
      contact: 62,
      side: 52,
      shape: "square",
    },
    {
      title: "Honey star lattice",
      palette: palettes.marmalade,
      tiling: "hexagons",
      contact: 58,
      side: 62,
    },
    {
      title: "Fountain wall",
      palette: palettes.harbour,
      tiling: "octagons",
      contact: 56,
      side: 62,
      turn: 45,
    },
    {
      title: "Royal screen",
      palette: palettes.royal,
      tiling: "rosettes",
      contact: 55,
      side: 44,
      shape: "portrait",
    },
    {
      title: "Plum lattice with stars",
      palette: palettes.plum,
      tiling: "dodecagons",
      contact: 68,
      side: 44,
      shape: "square",
    },
    {
      title: "Copper and verdigris",
      palette: palettes.copper,
      tiling: "octagons",
      contact: 72,
      side: 48,
      shape: "portrait",
    },
    {
      title: "Garden pavilion floor",
      palette: palettes.meadow,
      tiling: "dodecagons",
      contact: 66,
      side: 40,
      turn: 15,
      shape: "square",
    },
    { title: "Snow court", palette: palettes.glacier, tiling: "rosettes", contact: 68, side: 60 },
    {
      title: "Orchid zellige",
      palette: palettes.orchid,
      tiling: "dodecagons",
      contact: 52,
      side: 62,
      turn: 15,
    },
  ],
  draw(canvas, variant) {
    const { palette, tiling, side } = variant;
    const { width, height } = canvas;
    const theta = (variant.contact / 360) * TURN;
    const reach = Math.hypot(width, height) / 2 + side * 2;
    const field = palette.dark
      ? mix(palette.paper, palette.hues[2], 0.4)
      : mix(palette.paper, palette.hues[3], 0.5);
    canvas.background(field);
    const fills = new Map([
      [12, palette.hues[0]],
      [8, palette.hues[0]],
      [6, palette.hues[1]],
      [4, palette.hues[4]],
      [3, palette.hues[2]],
    ]);
    const lines: string[] = [];
    canvas.at(width / 2, height / 2, variant.turn ?? 0, 1, () => {
      for (const polygon of TILINGS[tiling](side, reach)) {
        const { centre, sides } = polygon;
        const fill = fills.get(sides) as string;
        const tips = starOf(polygon, side, theta);
        const outline = straight(tips);
        lines.push(outline);
        canvas.path(outline, { fill });
        if (sides < 6) continue;
        const heart = tips.map(
          ([x, y]): Point => [
            centre[0] + (x - centre[0]) * 0.52,
            centre[1] + (y - centre[1]) * 0.52,
          ],
        );
        canvas.path(straight(heart), {
          fill: mix(fill, palette.paper, 0.82),
          stroke: shade(fill, -0.1),
          "stroke-width": 1.5,
        });
        canvas.path(disc(centre[0], centre[1], side * 0.15), { fill: palette.hues[4] });
      }
      const d = lines.join("");
      canvas.stroke(d, palette.ink, side * 0.13, { "stroke-linejoin": "miter" });
      canvas.stroke(d, palette.paper, side * 0.075, { "stroke-linejoin": "miter" });
    });
  },
});

/** The star in a polygon: from the middle of each side two lines run inwards until they meet their neighbours'. */
function starOf({ centre, sides, turn }: RegularPolygon, side: number, theta: number): Point[] {
  const a = apothem(sides, side);
  const tangent = Math.tan(Math.PI / sides);
  const t = (a * tangent) / (Math.cos(theta) + Math.sin(theta) * tangent);
  const inner = Math.hypot(a - t * Math.sin(theta), t * Math.cos(theta));
  return Array.from({ length: sides * 2 }, (_, index) =>
    polar(...centre, turn + (index / (sides * 2)) * TURN, index % 2 === 0 ? a : inner),
  );
}

function grid(
  first: Point,
  second: Point,
  reach: number,
  unit: (corner: Point) => RegularPolygon[],
): RegularPolygon[] {
  const polygons: RegularPolygon[] = [];
  const count = Math.ceil((reach / Math.hypot(...first)) * 1.6);
  for (let j = -count; j <= count; j++) {
    for (let i = -count; i <= count; i++) {
      const corner: Point = [first[0] * i + second[0] * j, first[1] * i + second[1] * j];
      if (Math.hypot(...corner) < reach * 1.05) polygons.push(...unit(corner));
    }
  }
  return polygons;
}
