import { distance } from "fastest-levenshtein";

/** The one of `names` that a mistyped name probably means. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = plain(name);
  if (wanted === "") return undefined;
  const ranked = names
    .map((candidate) => ({ candidate, away: away(wanted, candidate) }))
    .sort((a, b) => a.away - b.away);
  const [best] = ranked;
  // A name of few letters has nothing left when two of them differ.
  const most = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  if (best && best.away <= most) return best.candidate;
  return ranked.find(({ candidate }) => isPartOf(wanted, plain(candidate)))?.candidate;
}

/**
 * What follows a message about an unknown name: the name that was probably meant, else
 * all known names.
 */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near === undefined ? `There are ${names.join(", ")}.` : `Did you mean ${near}?`;
}

/** A setting of a group may also be given by its own name alone. */
function away(wanted: string, candidate: string): number {
  const own = candidate.slice(candidate.lastIndexOf(".") + 1);
  return Math.min(distance(wanted, plain(candidate)), distance(wanted, plain(own)));
}

/** `inferenceThreads`, `inference.threads` and `INFERENCE_THREADS` are one name. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/^revimg_/, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function isPartOf(wanted: string, candidate: string): boolean {
  const shorter = Math.min(wanted.length, candidate.length);
  return shorter >= 4 && (candidate.includes(wanted) || wanted.includes(candidate));
}
