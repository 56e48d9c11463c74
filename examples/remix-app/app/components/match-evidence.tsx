import type { SimilarImage } from "@revimg/http";

/** Why a match is the same picture, and what was done to it. */
export function MatchEvidence({ match }: { match: SimilarImage }) {
  const { evidence } = match;
  if (!evidence) return null;
  return <p className="mt-3 text-sm text-muted">{sentenceOf(evidence)}</p>;
}

function sentenceOf({ by, edits, overlap }: NonNullable<SimilarImage["evidence"]>): string {
  if (by === "bytes") return "The same file.";
  if (by === "pixels") return "The same pixels, saved as another file.";
  if (edits.length === 0) return "The same picture, in another size or compression.";
  const shown = edits.includes("cropped")
    ? `; yours shows ${Math.round(overlap * 100)}% of it`
    : "";
  return `The same picture, ${edits.join(", ")}${shown}.`;
}
