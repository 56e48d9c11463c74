import type { KeywordDetail, SimilarImage } from "@revimg/http/client";

/** A word narrows only where it leaves out a fifth, and leaves three. */
const largestShare = 0.8;
const fewest = 3;

/** The keywords that divide the matches: one that all or almost none carry is no choice. */
export function usefulKeywords(
  keywords: readonly KeywordDetail[],
  matches: readonly Pick<SimilarImage, "id">[],
): KeywordDetail[] {
  const shown = new Set(matches.map(({ id }) => id));
  return keywords.filter(({ image_ids }) => {
    const carriers = image_ids.filter((id) => shown.has(id)).length;
    return carriers >= fewest && carriers <= shown.size * largestShare;
  });
}
