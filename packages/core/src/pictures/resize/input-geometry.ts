import type { ResizeFilter } from "./resize-filters.js";
import type { CropBox } from "./resize-plan.js";

/** How a picture is brought to the size of a model's input. */
export interface InputGeometry {
  /** Pixels of the input. */
  width: number;
  height: number;
  /**
   * `crop`: the shorter side is resized to `resizeTo`, and the middle is cut out.
   * `squash`: the whole picture is resized to the input, whatever its proportions.
   * `pad`: the whole picture is resized until it fits, in the middle of `padColor`.
   */
  resize: "crop" | "squash" | "pad";
  /** Pixels; at least the input's longer side. Only `crop` reads it. */
  resizeTo: number;
  filter: ResizeFilter;
  /** Red, green and blue of the border, each 0 to 255. Only `pad` reads it. */
  padColor: readonly [number, number, number];
}

/** Where a picture comes to lie in a model's input. */
interface Placement {
  /** The size that the whole picture is resized to. */
  resized: { width: number; height: number };
  /** The part of the resized picture that is in the input. */
  crop: CropBox;
  /** Where that part begins in the input. */
  left: number;
  top: number;
}

type Size = Pick<InputGeometry, "width" | "height">;

/** CLIP's own: the middle square, bicubic. */
export function squareGeometry(size: number): InputGeometry {
  return {
    ...{ width: size, height: size, resize: "crop", resizeTo: size },
    ...{ filter: "bicubic", padColor: [0, 0, 0] },
  };
}

/** Pixels that the shorter side of a picture is reduced to at most: see `workingSideFor`. */
export function resizedSide({ width, height, resize, resizeTo }: InputGeometry): number {
  return Math.max(width, height, resize === "crop" ? resizeTo : 0);
}

/**
 * Places a picture. `crop` rounds as torchvision does (`Resize`, then `CenterCrop`), and
 * `pad` as Pillow does (`ImageOps.pad`).
 */
export function placeInput(picture: Size, geometry: InputGeometry): Placement {
  switch (geometry.resize) {
    case "crop":
      return placeCrop(picture, geometry);
    case "squash":
      return placeWhole(geometry, geometry);
    case "pad":
      return placeWhole(contained(picture, geometry), geometry);
  }
}

function placeCrop(picture: Size, { width, height, resizeTo }: InputGeometry): Placement {
  const shorter = Math.min(picture.width, picture.height);
  const side = (length: number) =>
    length === shorter ? resizeTo : Math.trunc((resizeTo * length) / shorter);
  const resized = { width: side(picture.width), height: side(picture.height) };
  const crop = {
    left: roundHalfToEven((resized.width - width) / 2),
    top: roundHalfToEven((resized.height - height) / 2),
    width,
    height,
  };
  return { resized, crop, left: 0, top: 0 };
}

function placeWhole(resized: Size, input: Size): Placement {
  const { width, height } = resized;
  return {
    resized: { width, height },
    crop: { left: 0, top: 0, width, height },
    left: roundHalfToEven((input.width - width) * 0.5),
    top: roundHalfToEven((input.height - height) * 0.5),
  };
}

/** The size of a picture that fits into the input with its own proportions. */
function contained(picture: Size, input: Size): Size {
  const { width, height } = input;
  const proportion = picture.width / picture.height;
  if (proportion > width / height) {
    const fitting = roundHalfToEven((picture.height / picture.width) * width);
    return { width, height: Math.max(1, fitting) };
  }
  if (proportion < width / height) {
    return { width: Math.max(1, roundHalfToEven(proportion * height)), height };
  }
  return { width, height };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
