import { extname } from "node:path";

/** Names under which pictures are stored. What is inside decides later; this only skips other files. */
const extensions = new Set(
  ".jpg .jpeg .jpe .jfif .png .webp .gif .avif .tif .tiff .heic .heif".split(" "),
);

/** Whether a file or object is named as pictures are, such as `IMG_1.JPG`. */
export function isPictureName(name: string): boolean {
  return extensions.has(extname(name).toLowerCase());
}
