import { createHash } from "node:crypto";

/** A pixel has the colour of the ground up to this difference of a channel, of 255. */
const mostDifference = 8;

/** At least this many pixels, or one of so many, must have another colour. */
const leastPixels = 8;
const onePixelOf = 2_000;

/** The most frequent colour is looked for among this many pixels. */
const sampled = 1_024;

/** From a 32-bit hash to one of `2 * sampled` places. */
const placeShift = 32 - Math.log2(2 * sampled);

/**
 * Whether a picture shows almost nothing: fewer than 8 pixels, or fewer than one of
 * 2,000, differ from its most frequent colour by more than 8 of 255 in a channel.
 * Unrelated pictures can have such pixels in common.
 *
 * @param pixels 3 bytes each
 */
export function isPlain(pixels: Uint8Array): boolean {
  const count = pixels.length / 3;
  const least = Math.max(leastPixels, count / onePixelOf);
  const [red, green, blue] = frequentColour(pixels);
  let others = 0;
  // Stops after the first rows of a picture that shows something.
  for (let at = 0; at < pixels.length; at += 3) {
    const isOther =
      Math.abs(pixels[at]! - red) > mostDifference ||
      Math.abs(pixels[at + 1]! - green) > mostDifference ||
      Math.abs(pixels[at + 2]! - blue) > mostDifference;
    if (isOther && ++others >= least) return false;
  }
  return true;
}

/**
 * Taken from pixels all over the picture: in a plain picture nearly all have this colour.
 * Of equally frequent ones the first.
 */
function frequentColour(pixels: Uint8Array): [number, number, number] {
  const count = pixels.length / 3;
  // A table with open addressing takes a tenth of the time of a `Map`. Colours are one more
  // than they are, so that 0 is a free place.
  const colours = new Uint32Array(2 * sampled);
  const counts = new Uint16Array(2 * sampled);
  const order = new Uint16Array(sampled);
  let found = 0;
  for (let i = 0; i < sampled; i++) {
    const at = 3 * Math.floor(((i + 0.5) * count) / sampled);
    const colour = 1 + ((pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!);
    let place = Math.imul(colour, 0x9e3779b1) >>> placeShift;
    while (colours[place] !== 0 && colours[place] !== colour) place = (place + 1) % colours.length;
    if (colours[place] === 0) order[found++] = place;
    colours[place] = colour;
    counts[place]!++;
  }
  let best = order[0]!;
  for (let i = 1; i < found; i++) if (counts[order[i]!]! > counts[best]!) best = order[i]!;
  const colour = colours[best]! - 1;
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

/** SHA-256 of the size and the pixels, as 64 hex digits. */
export function hashOpaque(width: number, height: number, rgb: Uint8Array): string {
  return createHash("sha256").update(`${width}x${height} `).update(rgb).digest("hex");
}

/** The same for a picture with transparency. Fully transparent pixels have no colour. */
export function hashTransparent(width: number, height: number, rgba: Uint8Array): string {
  const canonical = new Uint8Array(rgba);
  for (let at = 0; at < canonical.length; at += 4) {
    if (canonical[at + 3] === 0) canonical.fill(0, at, at + 3);
  }
  return createHash("sha256").update(`${width}x${height} rgba `).update(canonical).digest("hex");
}

/** The colours of a picture whose pixels are all opaque; null when some are not. */
export function opaqueColours(rgba: Uint8Array): Uint8Array | null {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return null;
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}
