import type { ImageFacts } from "@revimg/http/client";
import { useState } from "react";
import { quietName } from "~/search/quiet-name";

/** Small pictures grow, but not until they are all blur. */
const maxScale = 2;

/** The original over its thumbnail; where no original is kept, the thumbnail stays. */
export function PictureStage({ image }: { image: ImageFacts }) {
  const [source, setSource] = useState(image.image_url);
  return (
    <div className="match-stage">
      <img
        src={source}
        alt={quietName(image)}
        width={image.width}
        height={image.height}
        onError={() => setSource(image.thumbnail_url)}
        className="size-full object-contain"
        style={{
          background: `url("${image.thumbnail_url}") center / contain no-repeat`,
          maxWidth: image.width * maxScale,
          maxHeight: image.height * maxScale,
        }}
      />
    </div>
  );
}
