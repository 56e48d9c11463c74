import type { SimilarImage } from "@revimg/http";
import { useState } from "react";
import { nameOf } from "~/lib/format";

/** Small pictures grow, but not until they are all blur. */
const maxScale = 2;

/** The original over its thumbnail; where no original is kept, the thumbnail stays. */
export function MatchPicture({ match }: { match: SimilarImage }) {
  const [source, setSource] = useState(match.image_url);
  return (
    <div className="match-stage">
      <img
        src={source}
        alt={nameOf(match)}
        width={match.width}
        height={match.height}
        onError={() => setSource(match.thumbnail_url)}
        className="size-full object-contain"
        style={{
          background: `url("${match.thumbnail_url}") center / contain no-repeat`,
          maxWidth: match.width * maxScale,
          maxHeight: match.height * maxScale,
        }}
      />
    </div>
  );
}
