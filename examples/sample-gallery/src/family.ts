import { Random } from "./random.js";
import { Canvas } from "./svg.js";

/** Width and height in pixels of the three shapes of a picture. */
const SHAPES = {
  landscape: [640, 480],
  square: [560, 560],
  portrait: [480, 640],
} as const;

type Shape = keyof typeof SHAPES;

/** What every row of a family's table has; a family adds columns of its own. */
export interface Variant {
  readonly title: string;
  readonly palette: { readonly tags: readonly string[] };
  /** "landscape" if absent. */
  readonly shape?: Shape;
  readonly tags?: readonly string[];
}

/** A kind of picture: one way to draw, and a table of the pictures to draw with it. */
export interface FamilyDefinition<V extends Variant> {
  /** Kebab-case; the first part of a picture's slug. */
  readonly name: string;
  readonly tags: readonly string[];
  readonly variants: readonly V[];
  draw(canvas: Canvas, variant: V, random: Random): void;
}

/** A picture that is listed but not drawn yet. */
interface PlannedPicture {
  readonly title: string;
  readonly tags: readonly string[];
  readonly width: number;
  readonly height: number;
  /** Draws it: the same SVG each time. */
  svg(): string;
}

export interface Family {
  readonly name: string;
  readonly pictures: readonly PlannedPicture[];
}

/** Turns a definition into pictures; nothing is drawn until a picture's `svg()` is called. */
export function defineFamily<V extends Variant>(definition: FamilyDefinition<V>): Family {
  const pictures = definition.variants.map((variant): PlannedPicture => {
    const [width, height] = SHAPES[variant.shape ?? "landscape"];
    const tags = [...definition.tags, ...(variant.tags ?? []), ...variant.palette.tags];
    return {
      title: variant.title,
      tags: [...new Set(tags)].slice(0, 8),
      width,
      height,
      svg() {
        const canvas = new Canvas(width, height);
        definition.draw(canvas, variant, new Random(`${definition.name}/${variant.title}`));
        return canvas.toString();
      },
    };
  });
  return { name: definition.name, pictures };
}
