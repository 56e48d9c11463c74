import type { Revimg } from "@revimg/core";
import { seededRandom, transformations } from "@revimg/core/evaluation";
import { indexAll } from "../edited/index-all.js";
import { isSamePicture } from "../edited/same-pictures.js";
import type { BenchContext } from "../lib/bench.js";

/** Photos whose copies are in memory at one time. */
const together = 50;

/**
 * Indexes photos, the twelve edited copies of each, and other pictures. Resolves to what
 * each picture shows, by its id.
 */
export async function indexCopies(
  revimg: Revimg,
  photos: readonly Uint8Array[],
  others: readonly Uint8Array[],
  context: BenchContext,
): Promise<Map<string, string>> {
  const nameOf = new Map<string, string>();
  const originals = new Map<string, string>();
  for (let start = 0; start < photos.length; start += together) {
    const pictures: Uint8Array[] = [];
    const names: string[] = [];
    for (const [i, bytes] of photos.slice(start, start + together).entries()) {
      const number = start + i;
      const copies = transformations.map(({ apply }) => apply(bytes, seededRandom(number)));
      for (const picture of [bytes, ...(await Promise.all(copies))]) {
        pictures.push(picture);
        names.push(`photo ${number}`);
      }
    }
    for (const [i, { id }] of (await indexAll(revimg, pictures, context)).entries()) {
      nameOf.set(id, names[i]!);
      if (i % (transformations.length + 1) === 0) originals.set(id, names[i]!);
    }
  }
  for (const { id } of await indexAll(revimg, others, context)) {
    const twin = [...originals].find(([original]) => isSamePicture(original, id));
    nameOf.set(id, nameOf.get(id) ?? twin?.[1] ?? `other ${id}`);
  }
  return nameOf;
}
