/** Longest side in pixels: more than any model looks at. */
const longestSide = 512;

/**
 * A small JPEG of a picture, so that what is asked of its look alone costs little to send.
 * Resolves to the picture itself where the browser can't read it, or where it is small.
 */
export async function shrinkPicture(picture: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(picture).catch(() => null);
  if (!bitmap) return picture;
  try {
    const scale = longestSide / Math.max(bitmap.width, bitmap.height);
    if (scale >= 1) return picture;
    const size = (side: number) => Math.max(1, Math.round(side * scale));
    const canvas = new OffscreenCanvas(size(bitmap.width), size(bitmap.height));
    const drawing = canvas.getContext("2d");
    if (!drawing) return picture;
    drawing.imageSmoothingQuality = "high";
    drawing.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  } finally {
    bitmap.close();
  }
}
