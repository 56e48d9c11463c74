import type { ImageRecord } from "@revimg/core";
import type { ImageAddress } from "./image-address.js";
import { type ImageFacts, toImageFacts } from "./image-facts.js";

/** What `GET /images/{id}` answers. */
export interface IndexedImage extends ImageFacts {
  /** Bytes of the original. */
  size: number;
  /** When the picture was added, ISO 8601. */
  added_at: string;
}

/** What `GET /images` answers. */
export interface ImageListResponse {
  images: IndexedImage[];
  /** Send it back with the same sort and order to get the next page. Null on the last one. */
  next_cursor: string | null;
}

export function toIndexedImage(record: ImageRecord, where: string | ImageAddress): IndexedImage {
  return {
    ...toImageFacts(record, where),
    size: record.fileSize,
    added_at: new Date(record.createdAt).toISOString(),
  };
}
