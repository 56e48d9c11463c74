import sharp, { type Sharp } from "sharp";
import type { OpenPicture } from "./open-picture.js";
import type { Header } from "./read-header.js";
import { contrastOf, type Ground, groundFor, showsOnWhite } from "./shown-contrast.js";
import { hashOpaque, hashTransparent, isPlain, opaqueColours } from "./visible-content.js";

export interface PixelBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** A working copy, 3 bytes a pixel, and the hash of all the pixels behind it. */
interface ReadPixels {
  pixels: Uint8Array;
  pixelHash: string | null;
}

const backgrounds: Record<Ground, string> = { white: "#ffffff", black: "#000000" };

/**
 * A part is laid on the ground of its whole picture, which is chosen on a copy with
 * this longer side, in pixels.
 */
const groundSide = 640;

/** Decodes all pixels of a picture, hashes them, and reduces them to `copy`, where that is smaller. */
export async function readWhole(
  open: OpenPicture,
  header: Header,
  copy: Size,
): Promise<ReadPixels> {
  const { width, height, isAllInPixels } = header;
  const { data, info } = await open()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const opaque = info.channels === 4 ? opaqueColours(data) : data;
  const colours: Uint8Array = opaque ?? (await layAll(data, header));
  const isSmall = copy.width === width && copy.height === height;
  const raw = { width, height, channels: 3 } as const;
  const pixels = isSmall ? colours : await reduce(sharp(colours, { raw }), copy);
  if (!isAllInPixels || isPlain(colours)) return { pixels, pixelHash: null };
  const pixelHash = opaque
    ? hashOpaque(width, height, opaque)
    : hashTransparent(width, height, data);
  return { pixels, pixelHash };
}

/** Reduces a large picture, or a part of one, while it is decoded. */
export async function readPart(
  open: OpenPicture,
  header: Header,
  box: PixelBox | undefined,
  copy: Size,
): Promise<ReadPixels> {
  const laid = (ground: Ground) => open().flatten({ background: backgrounds[ground] });
  if (!header.hasAlpha) {
    const picture = box ? open().extract(box) : open();
    return { pixels: await reduce(picture, copy), pixelHash: null };
  }
  // A part must look as it does in the whole picture.
  const size = box ? fitted(header) : copy;
  const { pixels, ground } = await layOnGround(size, (ground) => reduce(laid(ground), size));
  if (!box) return { pixels, pixelHash: null };
  return { pixels: await reduce(laid(ground).extract(box), copy), pixelHash: null };
}

async function layAll(rgba: Uint8Array, { width, height }: Header): Promise<Uint8Array> {
  const raw = { width, height, channels: 4 } as const;
  const { pixels } = await layOnGround({ width, height }, (ground) =>
    sharp(rgba, { raw }).flatten({ background: backgrounds[ground] }).raw().toBuffer(),
  );
  return pixels;
}

/** Lays a picture on the ground on which it shows; `lay` gives it in `size`, 3 bytes a pixel. */
async function layOnGround(
  size: Size,
  lay: (ground: Ground) => Promise<Uint8Array>,
): Promise<{ pixels: Uint8Array; ground: Ground }> {
  const onWhite = await lay("white");
  const white = contrastOf(onWhite, size);
  if (showsOnWhite(white)) return { pixels: onWhite, ground: "white" };
  const onBlack = await lay("black");
  const ground = groundFor({ white, black: contrastOf(onBlack, size) });
  return { pixels: ground === "white" ? onWhite : onBlack, ground };
}

function reduce(picture: Sharp, { width, height }: Size): Promise<Buffer> {
  return (
    picture
      // Without this option libvips shrinks a JPEG too far on loading, and the copy
      // differs visibly.
      .resize(width, height, { fit: "fill", kernel: "cubic", fastShrinkOnLoad: false })
      .toColourspace("srgb")
      .raw()
      .toBuffer()
  );
}

function fitted({ width, height }: Size): Size {
  const scale = Math.min(1, groundSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
