import { mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { petal, smooth } from "../outline.js";
import { type Palette, palettes } from "../palette.js";
import type { Random } from "../random.js";
import { ground, ridge } from "../scenery.js";
import { type Canvas, type Point, TURN } from "../svg.js";

interface MushroomVariant extends Variant {
  palette: Palette;
  /** Cap colours, taken in turn. */
  caps: readonly string[];
  kind: "toadstool" | "bell" | "parasol";
  count: number;
  /** Colours of the wood behind, from the light to the dark. */
  wood: readonly [string, string];
}

export const mushrooms = defineFamily<MushroomVariant>({
  name: "mushrooms",
  tags: ["mushroom", "forest", "nature", "flat illustration"],
  variants: [
    {
      title: "Toadstool assembly",
      palette: palettes.meadow,
      caps: ["#d1382e", "#e2543c"],
      kind: "toadstool",
      count: 5,
      wood: ["#dbe6b8", "#4a7a58"],
    },
    {
      title: "The red one and its shadow",
      palette: palettes.pine,
      caps: ["#d8402f"],
      kind: "toadstool",
      count: 1,
      wood: ["#3f7a63", "#0e2a26"],
      shape: "portrait",
    },
    {
      title: "Bells by moonlight",
      palette: palettes.midnight,
      caps: ["#8f83e0", "#6fb6d8"],
      kind: "bell",
      count: 7,
      wood: ["#3a4a86", "#10152f"],
    },
    {
      title: "Parasols in the beech wood",
      palette: palettes.ochre,
      caps: ["#c98a4b", "#a9683a"],
      kind: "parasol",
      count: 4,
      wood: ["#f1dfb2", "#a8783f"],
    },
    {
      title: "Orange family",
      palette: palettes.marmalade,
      caps: ["#ee7a2a", "#f7a83f"],
      kind: "toadstool",
      count: 6,
      wood: ["#fbe6b4", "#c98a3e"],
      shape: "square",
    },
    {
      title: "Violet hour bells",
      palette: palettes.lavender,
      caps: ["#7f63c4", "#b57fd0"],
      kind: "bell",
      count: 6,
      wood: ["#e6d7f2", "#7a69a8"],
      shape: "square",
    },
    {
      title: "Cave lanterns",
      palette: palettes.lagoon,
      caps: ["#5fe0cc", "#a8f0d0"],
      kind: "bell",
      count: 8,
      wood: ["#145a63", "#05232c"],
    },
    {
      title: "Plum parasols after rain",
      palette: palettes.plum,
      caps: ["#8e3b78", "#c75b8a"],
      kind: "parasol",
      count: 5,
      wood: ["#f3d3d8", "#7d4a78"],
    },
    {
      title: "Autumn ring",
      palette: palettes.terracotta,
      caps: ["#b8432f", "#d9774a"],
      kind: "toadstool",
      count: 7,
      wood: ["#f5dcc0", "#b0654a"],
    },
    {
      title: "Three pale bells",
      palette: palettes.nordic,
      caps: ["#efe6d8", "#d9cbb8"],
      kind: "bell",
      count: 3,
      wood: ["#a9bcbc", "#3c5058"],
      shape: "portrait",
    },
    {
      title: "Copper parasols",
      palette: palettes.copper,
      caps: ["#cf7f48", "#e5b083"],
      kind: "parasol",
      count: 3,
      wood: ["#4d7f7a", "#162a2e"],
      shape: "portrait",
    },
  ],
  draw(canvas, variant, random) {
    const { wood, count } = variant;
    const { width, height } = canvas;
    canvas.background(
      canvas.radial([wood[0], mix(wood[0], wood[1], 0.55), wood[1]], 0.5, 0.42, 0.8),
    );
    for (let layer = 0; layer < 2; layer++) {
      for (let trunk = 0; trunk < 7; trunk++) {
        const x = width * ((trunk + 0.5) / 7) + random.around(0, 40);
        const half = random.range(7, 16) * (1 + layer * 0.7);
        canvas.path(
          `M${x - half * 0.8} -5L${x - half} ${height}H${x + half}L${x + half * 0.8} -5Z`,
          { fill: mix(wood[0], wood[1], 0.5 + layer * 0.35), opacity: 0.4 },
        );
      }
    }
    for (let mote = 0; mote < 46; mote++) {
      canvas.circle(random.range(0, width), random.range(0, height * 0.8), random.range(1, 5), {
        fill: shade(wood[0], 0.15),
        opacity: random.range(0.15, 0.6),
      });
    }
    const floor = height * (width > height ? 0.83 : 0.78);
    const soil = shade(mix(wood[1], variant.palette.hues[0], 0.18), -0.06);
    canvas.path(ground(ridge(random, width, floor - 12, 16, 2, 2), height + 4), {
      fill: shade(soil, 0.07),
    });
    for (let blade = 0; blade < 46; blade++) {
      const leaf = random.range(40, 120);
      canvas.at(random.range(0, width), floor + 8, random.range(-24, 24), 1, () =>
        canvas.path(petal(leaf, leaf * 0.13, 0.4), {
          fill: shade(soil, random.range(0.04, 0.12)),
          opacity: 0.7,
        }),
      );
    }
    const order = random.shuffle(Array.from({ length: count }, (_, index) => index));
    order.forEach((slot, index) => {
      const near = count === 1 ? 1 : 0.45 + 0.55 * ((index + 1) / count);
      const x = count === 1 ? width / 2 : width * (0.1 + (0.8 * (slot + 0.5)) / count);
      const size =
        (Math.min(width, height) / 390) *
        near *
        (count === 1 ? 1.7 : count < 5 ? 1.3 : 1.05) *
        random.range(0.9, 1.08);
      const cap = shade(
        variant.caps[index % variant.caps.length] as string,
        random.around(0, 0.025),
      );
      canvas.at(x, floor + near * 22, random.around(0, 5), size, () =>
        paintMushroom(canvas, random, variant.kind, cap),
      );
    });
    canvas.path(ground(ridge(random, width, floor + height * 0.075, 12, 3, 2), height + 4), {
      fill: soil,
    });
    for (let blade = 0; blade < 70; blade++) {
      const x = random.range(-10, width + 10);
      const y = height * random.range(0.9, 1.03);
      const leaf = random.range(24, 74);
      canvas.at(x, y, random.range(-32, 32), 1, () =>
        canvas.path(petal(leaf, leaf * 0.14, 0.4), {
          fill: shade(soil, random.range(-0.05, 0.14)),
        }),
      );
    }
  },
});

/** A mushroom about 160 high that stands on the origin. */
function paintMushroom(
  canvas: Canvas,
  random: Random,
  kind: MushroomVariant["kind"],
  cap: string,
): void {
  const stem = "#f4ead6";
  const tall = kind === "toadstool" ? random.range(86, 112) : random.range(112, 150);
  const foot = kind === "toadstool" ? 18 : 9;
  const neck = kind === "toadstool" ? 12 : 5.5;
  const stalk: Point[] = [
    [-neck, -tall],
    [-neck * 0.95, -tall * 0.5],
    [-foot, -8],
    [-foot * 0.7, 4],
    [foot * 0.7, 4],
    [foot, -8],
    [neck * 0.95, -tall * 0.5],
    [neck, -tall],
  ];
  canvas.path(smooth(stalk), { fill: canvas.linear([stem, stem, shade(stem, -0.22)], 0) });
  const half = kind === "toadstool" ? 66 : kind === "bell" ? 36 : 70;
  const high = kind === "toadstool" ? 62 : kind === "bell" ? 66 : 34;
  const y = -tall + (kind === "bell" ? 14 : 4);
  const sag = kind === "bell" ? 8 : 13;
  canvas.ellipse(0, y, half * 0.97, sag, { fill: shade(stem, -0.13) });
  for (let gill = -7; gill <= 7; gill++)
    canvas.stroke(
      `M${gill * neck * 0.12} ${y - 3}L${gill * half * 0.125} ${y + sag * Math.sqrt(1 - (gill * 0.125) ** 2) * 0.92}`,
      shade(stem, -0.28),
      1.1,
      { opacity: 0.6 },
    );
  canvas.path(`M${-neck} ${y - 2}L${-neck * 0.98} ${y + 24}H${neck * 0.98}L${neck} ${y - 2}Z`, {
    fill: canvas.linear([shade(stem, -0.08), shade(stem, -0.28)], 0),
  });
  if (kind === "toadstool")
    canvas.path(
      `M${-neck} ${-tall * 0.66}C${-neck * 1.85} ${-tall * 0.6} ${-neck * 1.75} ${-tall * 0.5} ${-neck * 1.6} ${-tall * 0.48}Q0 ${-tall * 0.4} ${neck * 1.6} ${-tall * 0.48}C${neck * 1.75} ${-tall * 0.5} ${neck * 1.85} ${-tall * 0.6} ${neck} ${-tall * 0.66}Z`,
      { fill: shade(stem, -0.03) },
    );
  const round = kind === "bell" ? 0.92 : 0.7;
  const dome = `M${-half} ${y}C${-half * 1.02} ${y - high * round} ${-half * 0.55} ${y - high} 0 ${y - high}C${half * 0.55} ${y - high} ${half * 1.02} ${y - high * round} ${half} ${y}C${half * 0.6} ${y + 7} ${-half * 0.6} ${y + 7} ${-half} ${y}Z`;
  canvas.path(dome, {
    fill: canvas.radial([shade(cap, 0.12), cap, shade(cap, -0.16)], 0.36, 0.3, 0.8),
  });
  canvas.clipped(dome, () => {
    if (kind === "toadstool") {
      for (let spot = 0; spot < 13; spot++) {
        const t = Math.sqrt((spot + 0.4) / 13);
        const angle = spot * TURN * 0.382 + 1;
        const [sx, sy] = [
          Math.cos(angle) * t * half * 0.92,
          y - high * 0.42 + Math.sin(angle) * t * high * 0.52,
        ];
        canvas.ellipse(
          sx,
          sy,
          (8.5 - 3.4 * t) * random.range(0.8, 1.2),
          (6.5 - 2.6 * t) * random.range(0.8, 1.1),
          { fill: "#fff6e6" },
        );
      }
    } else {
      for (let rib = -4; rib <= 4; rib++)
        canvas.stroke(
          `M${rib * 2} ${y - high + 4}Q${rib * half * 0.2} ${y - high * 0.6} ${rib * half * 0.235} ${y + 4}`,
          shade(cap, -0.1),
          1.4,
          { opacity: 0.55 },
        );
    }
    canvas.path(
      `M${-half} ${y}C${-half * 0.6} ${y + 7} ${half * 0.6} ${y + 7} ${half} ${y}C${half * 0.6} ${y - 3} ${-half * 0.6} ${y - 3} ${-half} ${y}Z`,
      { fill: shade(cap, 0.14), opacity: 0.7 },
    );
  });
}
