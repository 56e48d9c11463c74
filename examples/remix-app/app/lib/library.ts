import { site } from "./site";

/** How far the library is, as `/status` reports it. */
export interface LibraryStatus {
  state: "opening" | "indexing" | "ready" | "failed" | "unreachable";
  /** Pictures that a search can find; 0 as well while a store does not answer (`unreachable`). */
  count: number;
  /** Files handled by the indexing run so far. */
  done: number;
  /** Files in all, once they are counted. */
  total: number | null;
  failed: number;
  /** Why indexing ended early, for `failed`. */
  problem: string | null;
}

/** A picture of the library that the page offers to search with. */
export interface ExamplePicture {
  id: string;
  name: string;
  width: number;
  height: number;
}

export interface LibrarySnapshot {
  status: LibraryStatus;
  /** Whether a page can embed pictures itself: with the model of the index, from this server. */
  privateSearch: boolean;
  examples: ExamplePicture[];
}

/** Address of a picture of the sample gallery. */
export function galleryPictureUrl(slug: string): string {
  return `/gallery/${encodeURIComponent(slug)}/picture.jpg`;
}

export function thumbnailUrl(id: string): string {
  return `${site().api}/image/${encodeURIComponent(id)}?variant=thumbnail`;
}

/** Address of a picture that a visitor has searched with; null where only this browser has it. */
export function uploadUrl(id: string): string | null {
  return site().hasServer ? `/uploads/${encodeURIComponent(id)}` : null;
}

/** Address of the page of an indexed picture. */
export function pictureAddress(id: string): string {
  return `/picture/${encodeURIComponent(id)}`;
}
