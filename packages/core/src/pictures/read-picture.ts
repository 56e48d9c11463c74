import type { ImageLimits } from "../api/options.js";
import type { QueryRegion } from "../api/search-query.js";
import { type DecodedImage, decodeImage } from "./decode.js";
import { fingerprint } from "./fingerprint.js";
import { pixelsOf } from "./region-pixels.js";
import type { InputGeometry } from "./resize/input-geometry.js";
import { makeInput } from "./resize/make-input.js";
import { featuresToAsk } from "./signature/features.js";
import type { AskedLook } from "./signature/find-copies.js";
import { type Frame, frameOf, frameOfThumbnail, isOfOneColour } from "./signature/frame.js";
import { greyLevels } from "./signature/grey-levels.js";
import { signatureOf } from "./signature/signature.js";
import { makeThumbnail } from "./thumbnail.js";

/** How pictures are read for an index and its model. */
export interface PictureReading {
  limits: ImageLimits;
  /** See `workingSideFor`. */
  workingSide: number;
  /** How the model's input is made of the picture. */
  input: InputGeometry;
}

/** What both an index and a query need of a picture. */
interface PictureFacts extends Pick<DecodedImage, "width" | "height" | "mimeType" | "pixelHash"> {
  fingerprint: string;
  /** The pixels of the model's input: see `makeInput`. */
  modelInput: Uint8Array;
}

export interface IndexPicture extends PictureFacts {
  signature: string;
  /** JPEG. */
  thumbnail: Uint8Array;
}

/** What copies of a picture, and of none, are known by. */
export interface QueryLook {
  look: AskedLook;
  /** It shows nothing in particular. */
  isOfOneColour: boolean;
}

export interface QueryPicture extends PictureFacts, QueryLook {}

/** All that an index keeps of a picture, out of one decode. Rejects as `decodeImage` does. */
export async function readForIndex(
  bytes: Uint8Array,
  reading: PictureReading,
): Promise<IndexPicture> {
  const image = await decodeImage(bytes, reading);
  const frame = frameOf(image);
  const thumbnail = await makeThumbnail(image);
  return { ...factsOf(image, frame, reading), signature: signatureOf(frame), thumbnail };
}

/** The model's input alone. Rejects as `decodeImage` does. */
export async function readForModel(
  bytes: Uint8Array,
  reading: PictureReading,
): Promise<Pick<PictureFacts, "modelInput">> {
  return { modelInput: inputOf(await decodeImage(bytes, reading), reading) };
}

/**
 * All that a search needs of a picture, or of a part of it. Rejects as `decodeImage`
 * does, and with `invalid_input` when the region is not within the picture.
 */
export async function readForQuery(
  bytes: Uint8Array,
  reading: PictureReading,
  region: QueryRegion | undefined,
): Promise<QueryPicture> {
  const cut = region && ((width: number, height: number) => pixelsOf(region, width, height));
  const image = await decodeImage(bytes, { ...reading, cut });
  const frame = frameOf(image);
  return { ...factsOf(image, frame, reading), ...lookOf(frame) };
}

/** What a search looks for of an indexed picture, by its thumbnail; null where that is damaged. */
export async function readThumbnail(thumbnail: Uint8Array): Promise<QueryLook | null> {
  const frame = await frameOfThumbnail(thumbnail).catch(() => null);
  return frame && lookOf(frame);
}

function lookOf(frame: Frame): QueryLook {
  const features = featuresToAsk(greyLevels(frame));
  return { look: { frame, features }, isOfOneColour: isOfOneColour(frame) };
}

function inputOf(image: DecodedImage, { input }: PictureReading): Uint8Array {
  const whole = { pixels: image.pixels, width: image.pixelWidth, height: image.pixelHeight };
  return makeInput(whole, input);
}

function factsOf(image: DecodedImage, frame: Frame, reading: PictureReading): PictureFacts {
  const { width, height, mimeType, pixelHash } = image;
  const modelInput = inputOf(image, reading);
  return { width, height, mimeType, pixelHash, fingerprint: fingerprint(frame), modelInput };
}
