import { lazy, Suspense, useState } from "react";
import { PictureField } from "~/ask/picture-field";
import { WordsForm } from "~/ask/words-form";
import { Icon } from "~/components/icon";
import type { QueryPicture } from "./answer";
import { mostPictures, type SearchAddress } from "./search-address";

const RegionDialog = lazy(() => import("./region-dialog"));

/** Ways to change the question: words, another picture, a part of the picture. */
export function RefineBar({
  search,
  pictures,
}: {
  search: SearchAddress;
  pictures: QueryPicture[];
}) {
  const [isDrawing, setDrawing] = useState(false);
  const [only] = pictures;
  const isOne = pictures.length === 1 && only !== undefined && only.part.kind !== "vector";
  const hasPictures = pictures.length > 0;
  return (
    <div className="refine-bar">
      <WordsForm
        key={search.text}
        label={hasPictures ? "Words to add" : "Words, or the address of a picture"}
        placeholder={hasPictures ? "Add words" : "Words, or the address of a picture"}
        also={search}
      />
      {isOne && (
        <button
          type="button"
          className="button-quiet needs-script"
          onClick={() => setDrawing(true)}
        >
          <Icon name="crop" />
          {search.region ? "Another part" : "A part of it"}
        </button>
      )}
      {pictures.length < mostPictures && (
        <PictureField
          label={hasPictures ? "Add a picture" : "Use a picture"}
          icon="plus"
          quiet
          also={search}
        />
      )}
      {isDrawing && isOne && (
        <Suspense>
          <RegionDialog search={search} picture={only} onClose={() => setDrawing(false)} />
        </Suspense>
      )}
    </div>
  );
}
