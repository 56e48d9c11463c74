import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { disc, smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import type { Random } from "../random.js";
import { ground, ridge } from "../scenery.js";
import { number, type Point, polar, TURN } from "../svg.js";

interface TreeVariant extends Variant {
  palette: Palette;
  /** Indices into the palette's hues: the crown's colours. */
  crown: readonly number[];
  /** The spread of a fork in degrees. */
  fork: number;
  /** How much branches turn upwards at each fork, 0 to 1: low hangs, high reaches. */
  lift: number;
  /** Leaf radius in pixels; 0 leaves the tree bare. */
  leaf: number;
  /** The disc behind the crown: a colour of the palette, if any. */
  disc?: number;
  lean?: number;
}

interface Branch {
  from: Point;
  to: Point;
  level: number;
}

const LEVELS = 9;

export const trees = defineFamily<TreeVariant>({
  name: "trees",
  tags: ["tree", "nature", "branch"],
  variants: [
    {
      title: "Cherry in full voice",
      palette: palettes.sakura,
      crown: [0, 1, 2, 2],
      fork: 30,
      lift: 0.06,
      leaf: 6.5,
      tags: ["spring"],
      disc: 3,
    },
    {
      title: "The orchard keeper",
      palette: palettes.meadow,
      crown: [0, 1, 2],
      fork: 31,
      lift: 0.15,
      leaf: 7.5,
      tags: ["summer"],
      disc: 3,
    },
    {
      title: "Maple, third week of October",
      palette: palettes.terracotta,
      crown: [0, 1, 0],
      fork: 35,
      lift: 0.2,
      leaf: 7,
      tags: ["autumn"],
      disc: 2,
    },
    {
      title: "Bare elm and a red sun",
      palette: palettes.redInk,
      crown: [0],
      fork: 27,
      lift: 0.1,
      leaf: 0,
      tags: ["winter"],
      disc: 1,
    },
    {
      title: "Olive on the headland",
      palette: palettes.olive,
      crown: [0, 1, 4],
      fork: 33,
      lift: 0.06,
      leaf: 6,
      tags: ["summer"],
      lean: 14,
      disc: 2,
      shape: "square",
    },
    {
      title: "Lantern tree",
      palette: palettes.midnight,
      crown: [0, 1, 0],
      fork: 31,
      lift: 0.2,
      leaf: 6,
      tags: ["night"],
      disc: 2,
      shape: "square",
    },
    {
      title: "Jacaranda afternoon",
      palette: palettes.lavender,
      crown: [0, 1, 2],
      fork: 32,
      lift: 0.12,
      leaf: 7,
      tags: ["spring"],
      disc: 3,
      shape: "square",
    },
    {
      title: "Birch with the last gold",
      palette: palettes.ochre,
      crown: [0, 0, 1],
      fork: 17,
      lift: 0.3,
      leaf: 5.5,
      tags: ["autumn"],
      disc: 3,
      shape: "portrait",
    },
    {
      title: "Winter arithmetic",
      palette: palettes.glacier,
      crown: [0],
      fork: 30,
      lift: 0.02,
      leaf: 0,
      tags: ["winter"],
      disc: 2,
      shape: "square",
    },
    {
      title: "Coral tree by the lagoon",
      palette: palettes.lagoon,
      crown: [4, 4, 3],
      fork: 31,
      lift: 0.04,
      leaf: 6.5,
      tags: ["summer"],
      lean: -12,
      disc: 2,
    },
    {
      title: "Ember oak",
      palette: palettes.ember,
      crown: [1, 2, 3],
      fork: 36,
      lift: 0.16,
      leaf: 6.5,
      tags: ["night"],
      disc: 0,
    },
  ],
  draw(canvas, variant, random) {
    const { palette } = variant;
    const { width, height } = canvas;
    const sky = canvas.linear([
      shade(palette.paper, -0.035),
      palette.paper,
      shade(palette.paper, 0.03),
    ]);
    canvas.background(sky);
    const root: Point = [width * (0.5 - (variant.lean ?? 0) / 130), height * 0.86];
    if (variant.disc !== undefined) {
      const colour = palette.hues[variant.disc] as string;
      canvas.circle(width * 0.5, height * 0.41, height * (width > height ? 0.34 : 0.28), {
        fill: canvas.linear([colour, mix(colour, palette.paper, 0.55)]),
        opacity: 0.8,
      });
    }
    for (let layer = 0; layer < 3; layer++) {
      const points = ridge(random, width, height * (0.8 + layer * 0.055), 22, 1.6, 2);
      const fill = mix(
        palette.paper,
        layer === 2 && !palette.dark ? palette.ink : palette.hues[palette.dark ? 2 : 3],
        0.2 + layer * 0.3,
      );
      canvas.path(ground(points, height + 4), { fill });
    }
    const first = height * (width > height ? 0.205 : 0.19);
    const branches: Branch[] = [];
    grow(branches, random, variant, root, -90 + (variant.lean ?? 0), first, 0);
    fit(branches, root, width, height);
    const bark = mix(palette.ink, palette.hues[2] as string, 0.12);
    for (let level = 0; level < LEVELS; level++) {
      const d = branches
        .filter((branch) => branch.level === level)
        .map(
          ({ from, to }) =>
            `M${number(from[0])} ${number(from[1])}L${number(to[0])} ${number(to[1])}`,
        )
        .join("");
      canvas.stroke(d, bark, height * 0.046 * 0.66 ** level + 0.6);
    }
    const flare = height * 0.025;
    const trunk = branches[0] as Branch;
    const shift = (trunk.to[0] - trunk.from[0]) * 0.4;
    const rise = (trunk.to[1] - trunk.from[1]) * 0.4;
    const foot: Point[] = [
      [-flare * 1.9, 7],
      [-flare * 1.05, -4],
      [shift - flare * 0.85, rise],
      [shift + flare * 0.85, rise],
      [flare * 1.05, -4],
      [flare * 1.9, 7],
    ];
    canvas.path(smooth(foot.map(([x, y]): Point => [trunk.from[0] + x, trunk.from[1] + y])), {
      fill: bark,
    });
    if (variant.leaf === 0) return;
    const layers = [-0.1, 0, 0.07].map((light) =>
      variant.crown.map((hue) => shade(palette.hues[hue] as string, light)),
    );
    const tips = branches.filter((branch) => branch.level >= LEVELS - 3);
    layers.forEach((colours, layer) => {
      const paths = colours.map(() => "");
      for (const { to } of tips) {
        if (random.chance(0.3 + layer * 0.12)) continue;
        const [x, y] = polar(
          to[0],
          to[1] - layer * 2,
          random.range(0, TURN),
          random.range(0, variant.leaf * 1.4),
        );
        paths[random.integer(0, paths.length - 1)] += disc(
          x,
          y,
          variant.leaf * random.range(0.4, 1.05 - layer * 0.2),
        );
      }
      paths.forEach((d, index) => {
        if (d) canvas.path(d, { fill: colours[index], opacity: 0.86 });
      });
    });
  },
});

function grow(
  branches: Branch[],
  random: Random,
  variant: TreeVariant,
  from: Point,
  degrees: number,
  length: number,
  level: number,
): void {
  const to = polar(from[0], from[1], (degrees / 360) * TURN, length);
  branches.push({ from, to, level });
  if (level === LEVELS - 1) return;
  const next = (turn: number, shrink: number) => {
    const turned = degrees + turn;
    const lifted = turned + (-90 - turned) * variant.lift;
    grow(branches, random, variant, to, lifted, length * shrink, level + 1);
  };
  const { fork } = variant;
  next(-random.around(fork, fork * 0.45), random.range(0.7, 0.84));
  next(random.around(fork, fork * 0.45), random.range(0.7, 0.84));
  if (level > 0 && level < 5 && random.chance(0.25)) next(random.around(0, 10), 0.72);
}

/** Scales the tree about its foot and moves it sideways, so that the crown fills the picture. */
function fit(branches: Branch[], root: Point, width: number, height: number): void {
  const xs = branches.map(({ to }) => to[0]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const top = Math.min(...branches.map(({ to }) => to[1]));
  const scale = Math.min(
    (width * 0.86) / (right - left),
    (root[1] - height * 0.07) / (root[1] - top),
  );
  const shift = width / 2 - (root[0] + ((left + right) / 2 - root[0]) * scale);
  const place = ([x, y]: Point): Point => [
    root[0] + (x - root[0]) * scale + shift,
    root[1] + (y - root[1]) * scale,
  ];
  for (const branch of branches) {
    branch.from = place(branch.from);
    branch.to = place(branch.to);
  }
}
