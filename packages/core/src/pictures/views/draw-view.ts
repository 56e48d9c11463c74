import { resizeBicubic } from "../resize/resize.js";
import type { RgbPixels } from "../resize/resize-plan.js";
import type { View } from "../signature/view-place.js";

/** Pixels on a view's longer side, at most. */
const mostSide = 320;

/** Draws views of one picture. Copies of it that are reduced for one are kept for the others. */
export class ViewDrawer {
  readonly #picture: RgbPixels;
  readonly #reduced = new Map<number, RgbPixels>();

  constructor(picture: RgbPixels) {
    this.#picture = picture;
  }

  /** Bilinear, from the picture reduced to the view's scale; its edge pixels go on outside. */
  draw(view: View): RgbPixels {
    const { width: wholeWidth, height: wholeHeight } = this.#picture;
    const longer = Math.max(wholeWidth, wholeHeight);
    const side = Math.max(view.width, view.height) * longer;
    const picture = this.#reducedBy(Math.min(1, mostSide / side));
    const unit = Math.max(picture.width, picture.height);
    const width = Math.max(1, Math.round(view.width * unit));
    const height = Math.max(1, Math.round(view.height * unit));
    const angle = (view.degrees * Math.PI) / 180;
    // Right angles must not lie between pixels.
    const cosine = Math.round(1e9 * Math.cos(angle)) / 1e9;
    const sine = Math.round(1e9 * Math.sin(angle)) / 1e9;
    const pixels = new Uint8Array(3 * width * height);
    for (let y = 0, to = 0; y < height; y++) {
      const fromY = y + 0.5 - height / 2;
      for (let x = 0; x < width; x++, to += 3) {
        const fromX = x + 0.5 - width / 2;
        sample(
          picture,
          view.x * unit + cosine * fromX - sine * fromY - 0.5,
          view.y * unit + sine * fromX + cosine * fromY - 0.5,
          pixels,
          to,
        );
      }
    }
    return { pixels, width, height };
  }

  #reducedBy(scale: number): RgbPixels {
    if (scale === 1) return this.#picture;
    const { width, height } = this.#picture;
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const key = Math.max(size.width, size.height);
    const known = this.#reduced.get(key);
    if (known) return known;
    const reduced = { pixels: resizeBicubic(this.#picture, size), ...size };
    this.#reduced.set(key, reduced);
    return reduced;
  }
}

function sample(
  { pixels, width, height }: RgbPixels,
  x: number,
  y: number,
  target: Uint8Array,
  to: number,
): void {
  const atX = Math.min(width - 1, Math.max(0, x));
  const atY = Math.min(height - 1, Math.max(0, y));
  const left = Math.min(Math.max(0, width - 2), Math.floor(atX));
  const top = Math.min(Math.max(0, height - 2), Math.floor(atY));
  const [shareX, shareY] = [atX - left, atY - top];
  const at = 3 * (top * width + left);
  const right = width > 1 ? 3 : 0;
  const below = height > 1 ? 3 * width : 0;
  for (let channel = 0; channel < 3; channel++) {
    const from = at + channel;
    const upper = pixels[from]! + shareX * (pixels[from + right]! - pixels[from]!);
    const lower =
      pixels[from + below]! + shareX * (pixels[from + below + right]! - pixels[from + below]!);
    target[to + channel] = upper + shareY * (lower - upper) + 0.5;
  }
}
