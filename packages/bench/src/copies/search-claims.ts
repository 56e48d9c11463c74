import type { CopySearch, Match, Revimg } from "@revimg/core";
import { isSamePicture } from "../edited/same-pictures.js";
import type { Claims } from "./micro-average.js";

/** Matches of a search that are claimed to be copies, the certain ones and those that only look alike. */
const limit = 20;

/** Searches under way at once. */
const parallel = 4;

export interface AskedCopy {
  copy: Uint8Array;
  /** The id of its original; null where that is not in the index. */
  id: string | null;
}

/** Claims of searches with copies: by tier first, then by similarity. */
export async function claimsBySearch(
  revimg: Revimg,
  copies: readonly AskedCopy[],
  search: CopySearch,
): Promise<Claims[]> {
  const claims: Claims[] = [];
  const left = copies.values();
  const ask = async () => {
    for (const { copy, id } of left) {
      const { matches } = await revimg.search({ image: copy, limit, copies: search });
      for (const match of matches) {
        const isRight = match.id === id;
        if (!isRight && id !== null && isSamePicture(id, match.id)) continue;
        claims.push({ score: scoreOf(match), right: isRight ? 1 : 0, wrong: isRight ? 0 : 1 });
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, ask));
  return claims;
}

/** Any copy is more certain than what only looks alike, whose cosine is 1 at most. */
function scoreOf({ tier, similarity }: Match): number {
  return similarity + 2 * ["similar", "edited", "exact"].indexOf(tier);
}
