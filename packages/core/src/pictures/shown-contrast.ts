/** The ground on which a picture with transparency is laid to be looked at. */
export type Ground = "white" | "black";

/**
 * A picture is averaged to at most this many cells on each side. A smaller picture has
 * one for each pixel.
 */
const mostCells = 64;

/** This much contrast on white is enough; then no other ground is tried. */
const enoughContrast = 8;

/** A picture goes on black only when it shows this many times as much there. */
const clearMargin = 4;

interface Size {
  width: number;
  height: number;
}

interface ContrastMeter {
  /** Rows of cells. */
  rows: number;
  /** The first row of pixels in a row of cells; the picture's height after the last. */
  rowStart(row: number): number;
  /** Takes a rectangle of the picture: 8-bit RGB, rows from the top. */
  add(pixels: Uint8Array, box: Size & { left: number; top: number }): void;
  /**
   * Standard deviation of the cells' brightness, of 255. Before all rows of cells have
   * come, the contrast of the whole picture is at least this.
   */
  contrast(): number;
}

/**
 * Measures how much a picture shows, by averages over at most 64 x 64 cells. A picture
 * gives the same whether it is read in full or from a reduced copy.
 */
export function contrastMeter({ width, height }: Size): ContrastMeter {
  const columns = Math.min(mostCells, width);
  const rows = Math.min(mostCells, height);
  const sums = new Float64Array(columns * rows);
  const counts = new Float64Array(columns * rows);
  return {
    rows,
    // The first row whose middle is in the row of cells.
    rowStart: (row) => Math.ceil((row * height) / rows - 0.5),
    add(pixels, box) {
      for (let y = 0, at = 0; y < box.height; y++) {
        const row = Math.floor(((box.top + y + 0.5) * rows) / height) * columns;
        for (let x = 0; x < box.width; x++, at += 3) {
          const cell = row + Math.floor(((box.left + x + 0.5) * columns) / width);
          // ITU-R BT.601 luma.
          sums[cell]! += 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
          counts[cell]! += 1;
        }
      }
    },
    contrast() {
      const means = sums.map((sum, cell) => sum / counts[cell]!).filter(Number.isFinite);
      const mean = means.reduce((sum, value) => sum + value, 0) / Math.max(1, means.length);
      const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return Math.sqrt(squares / sums.length);
    },
  };
}

export function contrastOf(pixels: Uint8Array, size: Size): number {
  const meter = contrastMeter(size);
  meter.add(pixels, { left: 0, top: 0, ...size });
  return meter.contrast();
}

/** Whether a picture may stay on white, whatever it shows on black. */
export function showsOnWhite(contrast: number): boolean {
  return contrast >= enoughContrast;
}

/**
 * The ground on which a picture's ink shows, by its contrast on both. It is black only
 * when next to nothing shows on white and clearly more on black.
 */
export function groundFor(contrast: Record<Ground, number>): Ground {
  if (showsOnWhite(contrast.white)) return "white";
  return contrast.black > clearMargin * contrast.white ? "black" : "white";
}
