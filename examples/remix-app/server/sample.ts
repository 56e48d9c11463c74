import type { Revimg } from "@revimg/core";
import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";

/** Whether the sample gallery is to be indexed: the index is empty, or an earlier start did not get through it. */
export async function isGalleryWanted(revimg: Revimg, signal: AbortSignal): Promise<boolean> {
  const { count } = await revimg.stats({ signal });
  if (count === 0) return true;
  // Pictures are indexed in their order: the first without the last is half a gallery.
  return (await isIndexed(revimg, 0, signal)) && !(await isIndexed(revimg, -1, signal));
}

async function isIndexed(revimg: Revimg, place: number, signal: AbortSignal): Promise<boolean> {
  const image = await renderGalleryPicture(galleryPictures.at(place)!);
  const { matches } = await revimg.search({ image, limit: 1 }, { signal });
  return matches[0]?.tier === "exact";
}
