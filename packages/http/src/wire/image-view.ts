import type { ImageSource } from "@revimg/core";
import { type ImageAddress, plainAddress } from "./image-address.js";

/** What an answer says of a picture beside what the index knows. */
export interface ImageView {
  addressOf: ImageAddress;
  /** The folder in which a file of the picture lies, as `<source>/<path below it>`; null: none is shown. */
  folderOf: (sources: readonly ImageSource[]) => string | null;
}

/** Addresses at this mount prefix, and no folders. */
export function plainView(basePath: string): ImageView {
  return { addressOf: plainAddress(basePath), folderOf: () => null };
}
