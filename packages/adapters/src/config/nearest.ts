import { distance } from "fastest-levenshtein";

/** The one of `names` that a mistyped name was probably meant to be. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = plain(name);
  if (wanted === "") return undefined;
  const ranked = names
    .map((candidate) => ({ candidate, away: away(wanted, candidate) }))
    .sort((a, b) => a.away - b.away);
  const [best] = ranked;
  if (best && best.away <= Math.max(2, Math.floor(wanted.length / 3))) return best.candidate;
  return ranked.find(({ candidate }) => isPartOf(wanted, plain(candidate)))?.candidate;
}

/** What follows a message about a name that there is none of. */
export function hint(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? `There are ${names.join(", ")}.` : `Did you mean ${near}?`;
}

/** A setting of a group is also meant by its own name alone. */
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
