import type { SimilarImage } from "@revimg/http";

/** Names a match that is the same picture, as it is or changed. */
export function TierBadge({ tier }: { tier: SimilarImage["tier"] }) {
  if (tier === "similar") return null;
  return (
    <span className={`badge ${tier === "exact" ? "badge-exact" : ""}`}>
      {tier === "exact" ? "exact match" : "edited"}
    </span>
  );
}
