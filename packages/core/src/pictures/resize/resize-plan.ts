import type { AxisWeights } from "./resize-weights.js";

/** 8-bit RGB pixels, 3 bytes each, rows from the top. */
export interface RgbPixels {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** A part of a picture: `pixels`, `width` and `height` are the part's own. */
export interface RgbPart extends RgbPixels {
  /** Position of the part in the whole picture, in its pixels. */
  left: number;
  top: number;
  /** Size of the whole picture. */
  whole: { width: number; height: number };
}

/** Position of a crop in the resized picture, in its pixels. */
export interface CropBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Both passes over the pixels that a crop needs. */
export interface ResizePlan {
  source: RgbPart;
  /** Rows of `source` that are used. */
  firstRow: number;
  rows: number;
  crop: CropBox;
  across: AxisWeights;
  down: AxisWeights;
}
