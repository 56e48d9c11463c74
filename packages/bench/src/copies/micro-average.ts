/** What a method claims of queries and pictures with one score: the more certain, the higher. */
export interface Claims {
  score: number;
  right: number;
  wrong: number;
}

export interface MicroFigures {
  /** Average precision over the claims of all queries together, in [0, 1]. */
  microAp: number;
  /** The largest recall, in [0, 1], at which the precision is 0.9 or more. */
  recallAtP90: number;
}

/**
 * The metric of the Image Similarity Challenge (Douze et al., "The 2021 Image Similarity
 * Dataset and Challenge", 2021, section 4): claims of all queries in one order, so that
 * scores must mean the same whatever the query. `relevant` pairs there are in all. Claims
 * of one score are taken together: no threshold tells them apart.
 */
export function microFigures(claims: readonly Claims[], relevant: number): MicroFigures {
  const sorted = claims.toSorted((a, b) => b.score - a.score);
  let [right, taken] = [0, 0];
  let [microAp, recallAtP90] = [0, 0];
  for (let i = 0; i < sorted.length; ) {
    const { score } = sorted[i]!;
    const before = right;
    for (; sorted[i]?.score === score; i++) {
      right += sorted[i]!.right;
      taken += sorted[i]!.right + sorted[i]!.wrong;
    }
    if (taken === 0) continue;
    const precision = right / taken;
    microAp += (precision * (right - before)) / relevant;
    if (precision >= 0.9) recallAtP90 = right / relevant;
  }
  return { microAp, recallAtP90 };
}
