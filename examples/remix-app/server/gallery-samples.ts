import { findGalleryPicture, renderGalleryPicture } from "@revimg/sample-gallery";
import type { SamplePictures } from "../app/lib/app-context";

/** The pictures of the sample gallery, drawn when they are asked for. */
export const gallerySamples: SamplePictures = {
  titleOf: (slug) => findGalleryPicture(slug)?.title ?? null,
  async read(slug) {
    const sample = findGalleryPicture(slug);
    return sample ? renderGalleryPicture(sample) : null;
  },
};
