import type { SimilarImage } from "@revimg/http";
import { MatchCard } from "./match-card";

/** The matches in reading order, in rows that keep every picture's shape. */
export function MatchGrid({
  matches,
  onOpen,
}: {
  matches: SimilarImage[];
  onOpen: (id: string) => void;
}) {
  return (
    <ol className="rows mt-12 sm:mt-16" aria-label="Matches">
      {matches.map((match) => (
        <MatchCard key={match.id} match={match} onOpen={onOpen} />
      ))}
    </ol>
  );
}
