import { augmentations } from "./augmentations.js";
import { openPicture, rawPicture } from "./raw-picture.js";

/**
 * A copy with the edits that chance chooses of `augmentations`, one after the other, as
 * PNG: it is 224 pixels wide and high. `random` gives numbers in [0, 1); equal numbers
 * give equal copies.
 */
export async function augmentedCopy(
  bytes: Uint8Array,
  random: () => number,
): Promise<{ copy: Uint8Array; edits: string[] }> {
  let picture = await openPicture(bytes);
  const edits: string[] = [];
  for (const { name, probability, apply } of augmentations) {
    if (random() >= probability) continue;
    edits.push(name);
    const edited = await apply(picture, random);
    picture =
      name === "jpeg" ? await openPicture(await edited.toBuffer()) : await rawPicture(edited);
  }
  return { copy: await picture.image.png().toBuffer(), edits };
}
