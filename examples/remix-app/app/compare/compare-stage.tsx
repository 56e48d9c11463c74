import type { SimilarImage } from "@revimg/http/client";
import { useId, useState } from "react";
import type { QueryPicture } from "~/search/answer";
import { quietName } from "~/search/quiet-name";
import { type Region, wholePicture } from "~/search/region";
import { previewOf } from "../ask/previews";
import { coversAll, cssTransform, outlineOf, type Placement, placementOf } from "./placement";

interface CompareStageProps {
  match: SimilarImage;
  query: QueryPicture;
  region: Region | null;
}

/** The query beside a match; a copy lies on it, where it belongs. */
export function CompareStage({ match, query, region }: CompareStageProps) {
  const placement = placementOf(match, region);
  const url = previewOf(query.part.id) ?? query.url ?? undefined;
  if (placement) return <Overlay placement={placement} {...{ match, url, region }} />;
  return (
    <div className="compare-pair">
      <figure>
        <img src={url} alt="What you searched with" />
        <figcaption>Yours</figcaption>
      </figure>
      <figure>
        <img src={match.image_url} alt={quietName(match)} />
        <figcaption>In the library</figcaption>
      </figure>
    </div>
  );
}

interface OverlayProps {
  placement: Placement;
  match: SimilarImage;
  url: string | undefined;
  region: Region | null;
}

function Overlay({ placement, match, url, region }: OverlayProps) {
  const [share, setShare] = useState(50);
  const id = useId();
  const ratio = match.width / match.height;
  return (
    <div className="compare-overlay">
      <div className="compare-room">
        <div
          className="compare-box"
          style={{ "--ratio": ratio.toFixed(5), "--reveal": `${share}%` }}
        >
          <img src={match.image_url} alt={quietName(match)} />
          <div className="compare-reveal">
            <img
              src={url}
              alt="What you searched with"
              style={{ transform: cssTransform(placement, ratio) }}
            />
          </div>
          {!coversAll(placement) && (
            <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
              <polygon points={outlineOf(placement, region ?? wholePicture)} />
            </svg>
          )}
          <span className="compare-edge" aria-hidden="true" />
        </div>
      </div>
      <div className="compare-slider">
        <label htmlFor={id}>Yours</label>
        <input
          id={id}
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label="How much of your picture lies over the one in the library"
          aria-valuetext={`${share}%`}
          onChange={(event) => setShare(event.currentTarget.valueAsNumber)}
        />
        <span>In the library</span>
      </div>
    </div>
  );
}
