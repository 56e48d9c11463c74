import type { Alignment } from "./judge-copy.js";

/**
 * A rectangle of a picture that is looked at by itself, upright: its centre and its sides,
 * in fractions of the picture's longer side, and the degrees by which it is turned
 * clockwise in the picture.
 */
export interface View {
  x: number;
  y: number;
  width: number;
  height: number;
  degrees: number;
}

interface Size {
  width: number;
  height: number;
}

/** How a view lies in its picture: the sizes of the frames of both. */
export interface ViewPlace {
  view: View;
  frame: Size;
  whole: Size;
}

/** An alignment with the frame of a view as one with the frame of the whole picture. */
export function inPicture(alignment: Alignment, { view, frame, whole }: ViewPlace): Alignment {
  const { placement, isMirrored } = alignment;
  const longer = Math.max(whole.width, whole.height);
  const scale = (view.width * longer) / frame.width;
  const angle = ((isMirrored ? -view.degrees : view.degrees) * Math.PI) / 180;
  const cosine = scale * Math.cos(angle);
  const sine = scale * Math.sin(angle);
  const { a, b } = placement;
  const dx = placement.dx - frame.width / 2;
  const dy = placement.dy - frame.height / 2;
  const x = view.x * longer;
  return {
    ...alignment,
    placement: {
      a: cosine * a - sine * b,
      b: sine * a + cosine * b,
      dx: (isMirrored ? whole.width - x : x) + cosine * dx - sine * dy,
      dy: view.y * longer + sine * dx + cosine * dy,
    },
  };
}
