import sharp, { type Sharp } from "sharp";

/** A picture as raw sRGB, so that edits are done in the order they are written. */
export interface Picture {
  image: Sharp;
  width: number;
  height: number;
}

export function openPicture(bytes: Uint8Array): Promise<Picture> {
  return rawPicture(
    sharp(bytes).autoOrient().flatten({ background: "#ffffff" }).toColourspace("srgb"),
  );
}

/** The picture that an edit makes. */
export async function rawPicture(edited: Sharp): Promise<Picture> {
  const { data, info } = await edited.raw().toBuffer({ resolveWithObject: true });
  return { image: sharp(data, { raw: info }), width: info.width, height: info.height };
}
