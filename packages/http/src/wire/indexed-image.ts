import type { ImageRecord } from "@revimg/core";
import { type ImageFacts, toImageFacts } from "./image-facts.js";
import type { ImageView } from "./image-view.js";

/** What `GET /images/{id}` answers. */
export interface IndexedImage extends ImageFacts {
  /** Bytes of the original. */
  size: number;
}

/** What `GET /images` answers. */
export interface ImageListResponse {
  images: IndexedImage[];
  /** Send it back with the same sort and order to get the next page. Null on the last one. */
  next_cursor: string | null;
}

export function toIndexedImage(record: ImageRecord, where: string | ImageView): IndexedImage {
  return {
    ...toImageFacts(record, where),
    size: record.fileSize,
  };
}
