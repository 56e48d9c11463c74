import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { petal } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import { type Canvas, polar, TURN } from "../svg.js";

interface MandalaVariant extends Variant {
  palette: Palette;
  /** Fold of the symmetry. */
  fold: number;
  /** Kinds of ring, from the rim inwards. */
  rings: string;
}

/** One ring: `fold` motifs between two radii, in a colour with a second for detail. */
type Ring = (
  canvas: Canvas,
  fold: number,
  inner: number,
  outer: number,
  colour: string,
  detail: string,
) => void;

const around = (canvas: Canvas, count: number, offset: number, draw: () => void) => {
  for (let index = 0; index < count; index++) {
    canvas.at(0, 0, ((index + offset) / count) * 360, 1, draw);
  }
};

const petals =
  (slim: number, multiple: number): Ring =>
  (canvas, fold, inner, outer, colour, detail) => {
    const length = outer - inner * 0.72;
    const width = ((TURN * outer) / (fold * multiple)) * slim;
    for (const offset of [0.5, 0]) {
      around(canvas, fold * multiple, offset, () => {
        canvas.group({ transform: `translate(0 ${-inner * 0.72})` }, () => {
          const fill = offset === 0 ? colour : shade(colour, -0.09);
          canvas.path(petal(length, width), { fill, stroke: detail, "stroke-width": 1.2 });
          if (offset === 0)
            canvas.path(petal(length * 0.7, width * 0.55), { fill: mix(colour, detail, 0.55) });
          canvas.circle(0, -length * 0.78, width * 0.055 + 1, { fill: detail });
        });
      });
    }
  };

const scallops: Ring = (canvas, fold, inner, outer, colour, detail) => {
  const middle = (inner + outer) / 2;
  const size = Math.min((TURN * middle) / (fold * 2) / 2, (outer - inner) * 0.62);
  around(canvas, fold * 2, 0.5, () => {
    canvas.circle(0, -middle, size * 1.08, { fill: colour, stroke: detail, "stroke-width": 1.4 });
    canvas.circle(0, -middle, size * 0.66, { fill: detail });
    canvas.circle(0, -middle, size * 0.34, { fill: colour });
  });
};

const beads: Ring = (canvas, fold, inner, outer, colour, detail) => {
  const middle = (inner + outer) / 2;
  canvas.circle(0, 0, outer, { fill: shade(colour, -0.07) });
  canvas.circle(0, 0, outer, { fill: "none", stroke: detail, "stroke-width": 1.6 });
  const size = Math.min((outer - inner) * 0.24, (TURN * middle) / (fold * 4) / 2.6);
  around(canvas, fold * 4, 0, () => canvas.circle(0, -middle, size, { fill: detail }));
  canvas.circle(0, 0, inner, { fill: "none", stroke: detail, "stroke-width": 1.6 });
};

const rays: Ring = (canvas, fold, inner, outer, colour, detail) => {
  canvas.circle(0, 0, outer, { fill: detail });
  const half = (TURN / (fold * 2)) * 0.5;
  around(canvas, fold * 2, 0, () => {
    const left = polar(0, 0, -TURN / 4 - half, inner * 0.9);
    const right = polar(0, 0, -TURN / 4 + half, inner * 0.9);
    canvas.path(`M${left[0]} ${left[1]}L0 ${-outer}L${right[0]} ${right[1]}Z`, { fill: colour });
  });
};

const arches: Ring = (canvas, fold, inner, outer, colour, detail) => {
  const width = ((TURN * inner) / fold) * 0.98;
  around(canvas, fold, 0.5, () => {
    for (const [part, fill] of [
      [1, colour],
      [0.72, detail],
      [0.46, shade(colour, -0.06)],
    ] as const) {
      canvas.path(
        `M${(-width / 2) * part} ${-inner * 0.86}C${(-width / 2) * part} ${-inner - (outer - inner) * 0.75 * part} ${-width * 0.12 * part} ${-inner - (outer - inner) * 0.8 * part} 0 ${-inner - (outer - inner) * part}C${width * 0.12 * part} ${-inner - (outer - inner) * 0.8 * part} ${(width / 2) * part} ${-inner - (outer - inner) * 0.75 * part} ${(width / 2) * part} ${-inner * 0.86}Z`,
        { fill },
      );
    }
  });
};

const KINDS: Record<string, Ring> = {
  p: petals(0.98, 1),
  P: petals(1.1, 2),
  s: scallops,
  b: beads,
  r: rays,
  a: arches,
};

export const mandalas = defineFamily<MandalaVariant>({
  name: "mandalas",
  tags: ["mandala", "symmetry", "ornament", "geometric"],
  variants: [
    {
      title: "Lotus of eight mornings",
      palette: palettes.terracotta,
      fold: 8,
      rings: "pbsPbr",
      shape: "square",
    },
    {
      title: "Midnight rose window",
      palette: palettes.midnight,
      fold: 12,
      rings: "abpsbp",
      shape: "square",
    },
    { title: "Lagoon wheel", palette: palettes.lagoon, fold: 10, rings: "sPbapb", shape: "square" },
    {
      title: "Plum velvet mandala",
      palette: palettes.plum,
      fold: 12,
      rings: "Pbasbp",
      shape: "square",
    },
    {
      title: "Sun over Marmalade",
      palette: palettes.marmalade,
      fold: 16,
      rings: "rbpsbP",
      shape: "square",
    },
    { title: "Royal compass", palette: palettes.royal, fold: 8, rings: "abrPbs", shape: "square" },
    {
      title: "Indigo snow lotus",
      palette: palettes.glacier,
      fold: 9,
      rings: "PbpsbP",
      shape: "square",
    },
    {
      title: "Forest medallion",
      palette: palettes.pine,
      fold: 10,
      rings: "pbabsp",
      shape: "square",
    },
    { title: "Sakura rosette", palette: palettes.sakura, fold: 10, rings: "PbsbPap" },
    { title: "Coals arranged by sixes", palette: palettes.ember, fold: 12, rings: "PsbrpbP" },
    {
      title: "Carnival of the compass",
      palette: palettes.candy,
      fold: 14,
      rings: "sbabpbP",
      shape: "square",
    },
  ],
  draw(canvas, variant, random) {
    const { palette, fold, rings } = variant;
    const { width, height } = canvas;
    const radius = Math.min(width, height) * 0.47;
    canvas.background(
      canvas.radial(
        [shade(palette.paper, 0.05), palette.paper, shade(palette.paper, -0.05)],
        0.5,
        0.5,
        0.75,
      ),
    );
    const colours = random.shuffle(palette.hues.slice(0, 4));
    canvas.at(width / 2, height / 2, 0, 1, () => {
      if (width > height)
        paintHalo(canvas, radius, fold, mix(palette.paper, palette.hues[1], 0.25));
      [...rings].forEach((kind, index) => {
        const outer = radius * (1 - (index / (rings.length + 0.7)) * 1.0);
        const inner = radius * (1 - ((index + 1) / (rings.length + 0.7)) * 1.0);
        const colour = colours[index % colours.length] as string;
        if (kind !== "b" && index > 0)
          canvas.circle(0, 0, outer * 0.99, { fill: shade(palette.paper, -0.03) });
        (KINDS[kind] as Ring)(
          canvas,
          fold,
          inner,
          outer,
          colour,
          index % 2 === 0 ? palette.paper : palette.hues[4],
        );
      });
      const core = radius * 0.11;
      canvas.circle(0, 0, core, { fill: palette.paper });
      around(canvas, fold, 0, () =>
        canvas.path(petal(core * 0.95, core * 0.4), { fill: palette.hues[0] }),
      );
      canvas.circle(0, 0, core * 0.28, { fill: palette.hues[4] });
    });
  },
});

/** Fine lines that carry the symmetry to the edges of a wide picture. */
function paintHalo(canvas: Canvas, radius: number, fold: number, colour: string): void {
  for (let ring = 0; ring < 7; ring++) {
    canvas.circle(0, 0, radius * (1.06 + ring * 0.075), {
      fill: "none",
      stroke: colour,
      "stroke-width": 2,
    });
  }
  around(canvas, fold * 2, 0, () => canvas.stroke(`M0 ${-radius}L0 ${-radius * 1.7}`, colour, 1.5));
}
