import { isSamePicture } from "../edited/same-pictures.js";
import { bitsApart, type PictureHash } from "./hashes.js";
import type { Claims } from "./micro-average.js";

export interface HashedPicture {
  /** Of a copy the id of its original; null where that is not among the pictures. */
  id: string | null;
  hash: PictureHash;
}

/**
 * Claims of all copies and all pictures by their hashes: the fewer bits apart, the more
 * certain. Nothing is claimed where one of two has no hash.
 */
export function claimsByHashes(
  copies: readonly HashedPicture[],
  pictures: readonly HashedPicture[],
): Claims[] {
  const claims = new Map<number, Claims>();
  const claimsAt = (bits: number): Claims => {
    const before = claims.get(bits);
    if (before) return before;
    const none = { score: -bits, right: 0, wrong: 0 };
    claims.set(bits, none);
    return none;
  };
  for (const { hash, id } of copies) {
    if (!hash) continue;
    for (const picture of pictures) {
      if (!picture.hash) continue;
      const counted = claimsAt(bitsApart(hash, picture.hash));
      if (id !== null && picture.id === id) counted.right++;
      // A twin of the original is neither right nor wrong.
      else if (id === null || !isSamePicture(id, picture.id!)) counted.wrong++;
    }
  }
  return [...claims.values()];
}
