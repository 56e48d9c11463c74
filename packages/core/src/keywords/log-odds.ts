/** How often something occurs: `count` of `total`. */
export interface Frequency {
  count: number;
  total: number;
}

/** Weight of the collection as the prior, in pictures. Few results do not prove much. */
const priorTotal = 10;

/**
 * Log-odds ratio with an informative Dirichlet prior, in standard deviations (Monroe,
 * Colaresi and Quinn, "Fightin' Words", Political Analysis 16 (4), 2008, equations 16
 * and 20 to 22). It says how much more often something occurs among the results than in
 * the rest of the collection. The prior is the collection.
 *
 * Above 0 it is more frequent among the results. From 1.96 on, chance alone shows as
 * much in one of forty cases.
 */
export function logOdds(results: Frequency, { count, total }: Frequency): number {
  // An estimated count may exceed the total.
  const collection = { count: Math.min(count, total), total };
  const rate = (collection.count + 0.5) / (collection.total + 1);
  const prior = { count: priorTotal * rate, total: priorTotal };
  const rest = {
    count: Math.max(0, collection.count - results.count),
    total: Math.max(0, collection.total - results.total),
  };
  const here = sum(results, prior);
  const there = sum({ ...rest, count: Math.min(rest.count, rest.total) }, prior);
  const difference = logit(here) - logit(there);
  return difference / Math.sqrt(1 / here.count + 1 / there.count);
}

function sum(a: Frequency, b: Frequency): Frequency {
  return { count: a.count + b.count, total: a.total + b.total };
}

function logit({ count, total }: Frequency): number {
  return Math.log(count / (total - count));
}
