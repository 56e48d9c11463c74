import type { QueryRegion } from "../../api/search-query.js";
import { decodeImage } from "../decode.js";
import type { PictureReading } from "../read-picture.js";
import { pixelsOf } from "../region-pixels.js";
import { makeInput } from "../resize/make-input.js";
import { featuresToAsk } from "../signature/features.js";
import type { AskedLook } from "../signature/find-copies.js";
import { type Frame, frameOf } from "../signature/frame.js";
import { greyLevels } from "../signature/grey-levels.js";
import type { View } from "../signature/view-place.js";
import { ViewDrawer } from "./draw-view.js";
import { findPanels } from "./find-panels.js";
import { planViews, wholeView } from "./plan-views.js";

/** Pixels on the shorter side of the copy that views are drawn from: enough for a ninth of it. */
const workingSide = 640;

/** A view of a query picture, ready for the model and for the look for copies. */
export interface ViewPicture {
  view: View;
  look: AskedLook;
  /** The pixels of the model's input: see `makeInput`. */
  modelInput: Uint8Array;
}

export interface QueryViews {
  views: ViewPicture[];
  /** The picture itself, as a part of a larger picture would show it. */
  asPart: AskedLook;
}

/**
 * The side of the frame in which a small part of a picture has its details about as large
 * as the whole picture has them in a frame: a quarter of the area is 1.6 times as large.
 */
const partSide = 120;

/** All views of a picture, or of a part of it. Rejects as `readForQuery` does. */
export async function readViews(
  bytes: Uint8Array,
  { limits, input }: PictureReading,
  region: QueryRegion | undefined,
): Promise<QueryViews> {
  const cut = region && ((width: number, height: number) => pixelsOf(region, width, height));
  const image = await decodeImage(bytes, { limits, workingSide, cut });
  const whole = frameOf(image);
  const picture = { pixels: image.pixels, width: image.pixelWidth, height: image.pixelHeight };
  const drawer = new ViewDrawer(picture);
  const views = [...planViews(picture), ...findPanels(picture)].map((view) => {
    const { pixels, width, height } = drawer.draw(view);
    const frame = frameOf({ pixels, pixelWidth: width, pixelHeight: height });
    // A turned view shows nearly all of the picture, a cell has more detail than the picture.
    const look =
      view.degrees === 0
        ? { frame, features: featuresToAsk(greyLevels(frame)) }
        : lookThrough(view, frame, whole);
    return { view, look, modelInput: makeInput({ pixels, width, height }, input) };
  });
  return { views, asPart: lookThrough(wholeView(picture), frameOf(image, partSide), whole) };
}

/** The features of a view, with which the whole picture is compared. */
function lookThrough(view: View, frame: Frame, whole: Frame): AskedLook {
  const features = featuresToAsk(greyLevels(frame));
  return { frame: whole, features, place: { view, frame: sizeOf(frame), whole: sizeOf(whole) } };
}

function sizeOf({ width, height }: { width: number; height: number }) {
  return { width, height };
}
