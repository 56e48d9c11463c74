import { lightness, mix, shade } from "../colour.js";
import { defineFamily, type Variant } from "../family.js";
import { box, disc } from "../outline.js";
import { type Palette, palettes } from "../palette.js";

interface TruchetVariant extends Variant {
  palette: Palette;
  /** Pixels of a tile's side. */
  tile: number;
  /** Parallel bands in a ribbon. */
  bands: number;
  kind: "ribbon" | "pipe" | "weave";
}

export const truchet = defineFamily<TruchetVariant>({
  name: "truchet",
  tags: ["truchet", "tile", "pattern", "geometric"],
  variants: [
    {
      title: "Wandering ribbons",
      palette: palettes.terracotta,
      tile: 80,
      bands: 3,
      kind: "ribbon",
    },
    {
      title: "Garden maze",
      palette: palettes.meadow,
      tile: 56,
      bands: 2,
      kind: "ribbon",
      shape: "square",
    },
    { title: "Midnight pipes", palette: palettes.midnight, tile: 80, bands: 1, kind: "pipe" },
    { title: "Woven harbour", palette: palettes.harbour, tile: 80, bands: 2, kind: "weave" },
    {
      title: "Tangle in plum",
      palette: palettes.plum,
      tile: 70,
      bands: 3,
      kind: "ribbon",
      shape: "square",
    },
    {
      title: "Plumbing by a poet",
      palette: palettes.lagoon,
      tile: 60,
      bands: 1,
      kind: "pipe",
      shape: "portrait",
    },
    {
      title: "Basket of embers",
      palette: palettes.ember,
      tile: 70,
      bands: 3,
      kind: "weave",
      shape: "square",
    },
    {
      title: "Copper river delta",
      palette: palettes.copper,
      tile: 80,
      bands: 4,
      kind: "ribbon",
      shape: "portrait",
    },
    { title: "Carnival loops", palette: palettes.candy, tile: 64, bands: 2, kind: "weave" },
    {
      title: "Red thread on a drawing board",
      palette: palettes.redInk,
      tile: 40,
      bands: 1,
      kind: "pipe",
    },
    {
      title: "Frozen canals",
      palette: palettes.glacier,
      tile: 70,
      bands: 3,
      kind: "ribbon",
      shape: "square",
    },
  ],
  draw(canvas, variant, random) {
    const { palette, tile, bands, kind } = variant;
    const { width, height } = canvas;
    const ground = kind === "pipe" ? palette.paper : mix(palette.paper, palette.hues[2], 0.32);
    canvas.background(ground);
    const colours = palette.hues.filter(
      (hue) => Math.abs(lightness(hue) - lightness(ground)) > 0.12,
    );
    const half = tile / 2;
    const broad = kind === "pipe" ? tile * 0.36 : tile * 0.52;
    const ribbons = new Ribbons();
    const routes: Route[] = [];
    for (let row = -1; row * tile < height + tile; row++) {
      for (let column = -1; column * tile < width + tile; column++) {
        const [x, y] = [column * tile, row * tile];
        const [left, top] = [`v${column},${row}`, `h${column},${row}`];
        const [right, bottom] = [`v${column + 1},${row}`, `h${column},${row + 1}`];
        const clip = box(x, y, tile + 0.3, tile + 0.3);
        const lay = (d: string, from: string, to: string) => {
          ribbons.join(from, to);
          routes.push({ clip, d, ribbon: from });
        };
        if (kind === "weave" && random.chance(0.45)) {
          const across = () => lay(`M${x - 9} ${y + half}h${tile + 18}`, left, right);
          const down = () => lay(`M${x + half} ${y - 9}v${tile + 18}`, top, bottom);
          for (const draw of random.shuffle([across, down])) draw();
        } else if (random.chance(0.5)) {
          lay(disc(x, y, half), left, top);
          lay(disc(x + tile, y + tile, half), right, bottom);
        } else {
          lay(disc(x + tile, y, half), top, right);
          lay(disc(x, y + tile, half), left, bottom);
        }
      }
    }
    const dyes = new Map<string, string>();
    for (const { clip, d, ribbon } of routes) {
      const whole = ribbons.find(ribbon);
      const main = dyes.get(whole) ?? random.pick(colours);
      dyes.set(whole, main);
      canvas.clipped(clip, () => {
        const line = (stroke: string, width: number) =>
          canvas.path(d, { fill: "none", stroke, "stroke-width": width });
        line(palette.ink, broad + 4);
        line(main, broad);
        for (let band = 1; band < bands; band++) {
          line(band % 2 === 1 ? palette.paper : main, broad * (1 - band / bands));
        }
        if (kind === "pipe") line(shade(main, 0.1), broad * 0.34);
      });
    }
    if (kind !== "pipe") return;
    const dots: string[] = [];
    for (let row = 0; row * tile <= height; row++) {
      for (let column = 0; column * tile <= width; column++)
        dots.push(disc(column * tile, row * tile, tile * 0.06));
    }
    canvas.path(dots.join(""), { fill: mix(palette.paper, palette.ink, 0.55) });
  },
});

/** A piece of a ribbon inside one tile. */
interface Route {
  clip: string;
  d: string;
  /** One of the tile edges that it crosses. */
  ribbon: string;
}

/** Which tile edges one ribbon connects: disjoint sets that merge. */
class Ribbons {
  readonly #parents = new Map<string, string>();

  find(edge: string): string {
    const parent = this.#parents.get(edge);
    if (parent === undefined || parent === edge) return edge;
    const root = this.find(parent);
    this.#parents.set(edge, root);
    return root;
  }

  join(one: string, other: string): void {
    this.#parents.set(this.find(one), this.find(other));
  }
}
