import type { Revimg } from "@revimg/core";
import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";
import type { ExamplePicture } from "../app/lib/library";

/** How many pictures the start page shows. */
export const exampleCount = 12;

/**
 * Indexed pictures that differ from each other: what is closest to one picture
 * each of several families of the sample gallery. In an index of the gallery
 * these are the family's own pictures, in any other a spread over the library.
 */
export async function pickExamples(revimg: Revimg, signal: AbortSignal): Promise<ExamplePicture[]> {
  const picked = new Map<string, ExamplePicture>();
  for (const probe of probes()) {
    const image = await renderGalleryPicture(probe);
    const { matches } = await revimg.search({ image, limit: exampleCount }, { signal });
    const match = matches.find(({ id }) => !picked.has(id));
    if (!match) continue;
    const { id, title, filename, width, height } = match;
    picked.set(id, { id, name: title ?? filename, width, height });
  }
  return [...picked.values()];
}

/** One picture of each family, from different places in the families. */
function probes() {
  const families = [...new Set(galleryPictures.map(({ family }) => family))];
  return Array.from({ length: exampleCount }, (_, place) => {
    const family = families[Math.floor((place * families.length) / exampleCount)];
    const pictures = galleryPictures.filter((picture) => picture.family === family);
    return pictures[place % pictures.length]!;
  });
}
