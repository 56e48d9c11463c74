import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { petal, smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import type { Random } from "../random.js";
import { type Canvas, type Point, TURN } from "../svg.js";

interface StillLifeVariant extends Variant {
  palette: Palette;
  /** What stands on the table, from left to right: v vase, j jug, b bottle, c cup, f fruit, o bowl. */
  items: string;
  bouquet: "round" | "tulip" | "branch";
  arch?: boolean;
}

const FRUIT = ["#e8743f", "#f0bd45", "#c8483f", "#a9b452"];

export const stillLife = defineFamily<StillLifeVariant>({
  name: "still-life",
  tags: ["still life", "vase", "flower", "interior"],
  variants: [
    {
      title: "Table by the terracotta wall",
      palette: palettes.terracotta,
      items: "bvf",
      bouquet: "round",
      arch: true,
    },
    {
      title: "Tulips and a blue bottle",
      palette: palettes.harbour,
      items: "bvc",
      bouquet: "tulip",
      shape: "portrait",
    },
    {
      title: "Lemons for later",
      palette: palettes.marmalade,
      items: "jvo",
      bouquet: "branch",
      arch: true,
    },
    {
      title: "Plum evening, one cup",
      palette: palettes.plum,
      items: "vc",
      bouquet: "round",
      shape: "portrait",
      arch: true,
    },
    {
      title: "Olive branch in a jug",
      palette: palettes.olive,
      items: "fvb",
      bouquet: "branch",
      shape: "square",
    },
    {
      title: "Breakfast in the lagoon room",
      palette: palettes.lagoon,
      items: "cvob",
      bouquet: "tulip",
    },
    {
      title: "Sakura in the studio",
      palette: palettes.sakura,
      items: "bvc",
      bouquet: "branch",
      shape: "square",
      arch: true,
    },
    { title: "Ceramics at night", palette: palettes.copper, items: "jbvf", bouquet: "round" },
    {
      title: "Two bottles and a secret",
      palette: palettes.ochre,
      items: "bbvf",
      bouquet: "branch",
    },
    {
      title: "Lavender afternoon",
      palette: palettes.lavender,
      items: "fvc",
      bouquet: "tulip",
      shape: "square",
      arch: true,
    },
    {
      title: "Nordic shelf",
      palette: palettes.nordic,
      items: "bvj",
      bouquet: "branch",
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { palette, items } = variant;
    const { width, height } = canvas;
    const table = height * 0.76;
    const wall = mix(palette.paper, palette.hues[2], 0.42);
    canvas.background(canvas.linear([shade(wall, 0.03), shade(wall, -0.03)], 70));
    const second = mix(palette.paper, palette.hues[3], 0.55);
    if (variant.arch) {
      const half = Math.min(width, height) * 0.33;
      const x = width * random.range(0.4, 0.6);
      canvas.path(
        `M${x - half} ${table}V${height * 0.44}A${half} ${half} 0 0 1 ${x + half} ${height * 0.44}V${table}Z`,
        { fill: second },
      );
    } else {
      canvas.circle(width * random.range(0.3, 0.7), height * 0.36, Math.min(width, height) * 0.27, {
        fill: second,
      });
    }
    const wood = mix(palette.hues[0], palette.ink, palette.dark ? 0 : 0.12);
    canvas.rectangle(0, table, width, height - table, {
      fill: canvas.linear([shade(wood, 0.03), shade(wood, -0.07)]),
    });
    canvas.rectangle(0, table, width, 5, { fill: shade(wood, 0.1) });
    const colours = random.shuffle([...palette.hues.slice(1), palette.paper]);
    const scale =
      (Math.min(width * 1.05, height) / 480) *
      (items.length === 2 ? 1.3 : items.length === 3 ? 1.15 : 1);
    [...items].forEach((item, index) => {
      const middle =
        width * (0.5 + ((index + 0.5) / items.length - 0.5) * (items.length === 2 ? 0.62 : 0.84));
      const room = item === "v" ? 116 * scale : 0;
      const x = Math.min(width - room, Math.max(room, middle));
      const y = table + 26 + (index % 2) * 18 + (item === "f" || item === "c" ? 14 : 0);
      const fill = colours[index % colours.length] as string;
      canvas.ellipse(x + 22 * scale, y - 2, 62 * scale, 9 * scale, {
        fill: shade(wood, -0.2),
        opacity: 0.45,
      });
      canvas.at(x, y, 0, scale, () => paintItem(canvas, random, variant, item, fill));
    });
  },
});

function paintItem(
  canvas: Canvas,
  random: Random,
  variant: StillLifeVariant,
  item: string,
  fill: string,
): void {
  const { palette } = variant;
  const bloom = palette.hues.filter((hue) => hue !== fill);
  if (item === "v") {
    paintBouquet(canvas, random, variant, bloom);
    paintPot(
      canvas,
      fill,
      [
        [24, 0],
        [44, -30],
        [46, -66],
        [26, -104],
        [17, -126],
        [23, -140],
      ],
      random,
    );
  } else if (item === "j") {
    canvas.stroke("M30 -98C66 -104 66 -46 34 -42", shade(fill, -0.08), 9);
    paintPot(
      canvas,
      fill,
      [
        [30, 0],
        [42, -26],
        [40, -62],
        [27, -96],
        [29, -122],
      ],
      random,
    );
  } else if (item === "b") {
    paintPot(
      canvas,
      fill,
      [
        [27, 0],
        [30, -20],
        [30, -92],
        [22, -116],
        [10, -136],
        [9, -186],
        [12, -192],
      ],
      random,
    );
  } else if (item === "c") {
    canvas.stroke("M30 -44C56 -48 54 -14 26 -18", shade(fill, -0.06), 7);
    canvas.ellipse(0, 0, 50, 8, { fill: mix(fill, "#ffffff", 0.35) });
    paintPot(
      canvas,
      fill,
      [
        [18, -3],
        [30, -20],
        [34, -54],
      ],
      random,
    );
    canvas.ellipse(0, -54, 34, 7, { fill: shade(fill, -0.1) });
    canvas.ellipse(0, -53, 29, 5, { fill: "#4b2e22" });
    for (const x of [-8, 7])
      canvas.stroke(`M${x} -68C${x - 9} -80 ${x + 9} -88 ${x} -102`, "#ffffff", 3, {
        opacity: 0.4,
      });
  } else if (item === "o") {
    for (const [x, y] of [
      [-24, -50],
      [22, -50],
      [0, -62],
    ] as const)
      paintFruit(canvas, x, y, 22, random.pick(FRUIT));
    paintPot(
      canvas,
      fill,
      [
        [22, 0],
        [44, -14],
        [60, -46],
      ],
      random,
    );
  } else {
    paintFruit(canvas, 20, -22, 25, random.pick(FRUIT));
    paintFruit(canvas, -24, -18, 23, random.pick(FRUIT));
  }
}

/** A turned vessel from its half profile, bottom to top, with light from the left and a painted band. */
function paintPot(canvas: Canvas, fill: string, profile: readonly Point[], random: Random): void {
  const right = smooth(profile, false);
  const left = smooth(
    [...profile].reverse().map(([x, y]): Point => [-x, y]),
    false,
  ).replace("M", "L");
  const outline = `${right}${left}Z`;
  canvas.path(outline, { fill: canvas.linear([shade(fill, 0.07), fill, shade(fill, -0.15)], 0) });
  const top = (profile.at(-1) as Point)[1];
  const decor = random.integer(0, 3);
  canvas.clipped(outline, () => {
    const ink = shade(fill, fill > "#b" ? -0.22 : 0.2);
    if (decor === 1)
      for (let band = 0; band < 3; band++)
        canvas.rectangle(-80, top * 0.34 + band * 9, 160, 3.5, { fill: ink, opacity: 0.7 });
    if (decor === 2)
      for (let dot = -4; dot <= 4; dot++)
        canvas.circle(dot * 14 + 3, top * 0.34, 4, { fill: ink, opacity: 0.7 });
    if (decor === 3) canvas.rectangle(-80, top * 0.42, 160, -top, { fill: ink, opacity: 0.28 });
    canvas.rectangle(-26, top, 5, -top, { fill: "#ffffff", opacity: 0.18 });
  });
}

function paintFruit(canvas: Canvas, x: number, y: number, r: number, fill: string): void {
  canvas.circle(x, y, r, {
    fill: canvas.radial([shade(fill, 0.1), fill, shade(fill, -0.14)], 0.35, 0.32, 0.75),
  });
  canvas.stroke(`M${x} ${y - r * 0.86}q1 -7 5 -10`, "#4b3a24", 2.4);
  canvas.at(x + 3, y - r * 0.95, 62, 1, () =>
    canvas.path(petal(r * 0.95, r * 0.45), { fill: "#5f8150" }),
  );
}

function paintBouquet(
  canvas: Canvas,
  random: Random,
  variant: StillLifeVariant,
  bloom: readonly string[],
): void {
  const green = mix("#5c8358", variant.palette.hues[3], 0.2);
  const stems = variant.bouquet === "branch" ? 5 : 7;
  const heads: [number, number, number][] = [];
  for (let stem = 0; stem < stems; stem++) {
    const spread = (stem / (stems - 1) - 0.5) * 2;
    const x = spread * 84 + random.around(0, 8);
    const y = -226 - (1 - Math.abs(spread)) * 66 + random.around(0, 20);
    heads.push([x, y, spread]);
    canvas.stroke(`M${spread * 8} -132Q${x * 0.3} -190 ${x} ${y}`, shade(green, -0.06), 3);
    for (let leaf = 0; leaf < (variant.bouquet === "branch" ? 9 : 2); leaf++) {
      const t = 0.32 + leaf * (variant.bouquet === "branch" ? 0.075 : 0.2);
      const [lx, ly] = [
        2 * t * (1 - t) * x * 0.3 + t * t * x + (1 - t) ** 2 * spread * 8,
        (1 - t) ** 2 * -132 + 2 * t * (1 - t) * -190 + t * t * y,
      ];
      const turn = (leaf % 2 === 0 ? 1 : -1) * 54 + spread * 34;
      canvas.at(lx, ly, turn, 1, () =>
        canvas.path(
          petal(variant.bouquet === "branch" ? 27 : 40, variant.bouquet === "branch" ? 11 : 12),
          { fill: shade(green, random.around(0, 0.06)) },
        ),
      );
    }
  }
  heads.forEach(([x, y, spread], index) => {
    const colour = bloom[index % Math.min(3, bloom.length)] as string;
    canvas.at(x, y, spread * 34, 1, () => {
      if (variant.bouquet === "tulip") {
        for (const [turn, light] of [
          [-22, -0.06],
          [22, -0.06],
          [0, 0.02],
        ] as const)
          canvas.at(0, 12, turn, 1, () =>
            canvas.path(petal(48, 27, 0.45), { fill: shade(colour, light) }),
          );
      } else if (variant.bouquet === "round") {
        for (let leaf = 0; leaf < 10; leaf++)
          canvas.at(0, 0, (leaf / 10) * 360, 1, () =>
            canvas.path(petal(28, 15), { fill: shade(colour, leaf % 2 === 0 ? 0.03 : -0.04) }),
          );
        canvas.circle(0, 0, 8, { fill: mix(colour, "#f6d27a", 0.8) });
      } else {
        for (let bud = 0; bud < 5; bud++) {
          const angle = (bud / 5) * TURN + index;
          canvas.circle(Math.cos(angle) * 11, Math.sin(angle) * 13, 8, {
            fill: shade(colour, bud % 2 === 0 ? 0.05 : -0.02),
          });
        }
        canvas.circle(0, 0, 4, { fill: mix(colour, "#fff0c0", 0.7) });
      }
    });
  });
}
