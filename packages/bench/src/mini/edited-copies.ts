import { readFile } from "node:fs/promises";
import { seededRandom, transformations } from "@revimg/core/evaluation";
import { type Square, squareOf } from "./picture-sets.js";

/** Edits that take a part of the picture away; their figures stand for themselves. */
export const hardEdits: readonly string[] = ["crop", "text_overlay"];

/** A copy of a picture, and which one it is of. */
export interface EditedCopy {
  edit: string;
  original: number;
  square: Square;
}

/** Every picture in every edit. The same pictures give the same copies. */
export async function editedCopies(
  paths: readonly string[],
  log: (line: string) => void,
): Promise<EditedCopy[]> {
  const copies: EditedCopy[] = [];
  for (const { name, apply } of transformations) {
    for (const [original, path] of paths.entries()) {
      const copy = await apply(await readFile(path), seededRandom(original));
      copies.push({ edit: name, original, square: await squareOf(copy) });
    }
    log(`${name}: ${paths.length} copies`);
  }
  return copies;
}
