import { useNavigate } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { previewOf } from "../ask/previews";
import type { QueryPicture } from "./answer";
import { type Region, wholePicture } from "./region";
import { RegionFrame } from "./region-frame";
import { addressOf, type SearchAddress } from "./search-address";

interface RegionDialogProps {
  search: SearchAddress;
  picture: QueryPicture;
  onClose(): void;
}

const firstPart: Region = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

/** Draws a part of the query picture, to search with that alone. */
export default function RegionDialog({ search, picture, onClose }: RegionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [region, setRegion] = useState(search.region ?? firstPart);
  useEffect(() => dialog.current?.showModal(), []);
  const go = (chosen: Region | null) => {
    dialog.current?.close();
    navigate(addressOf({ ...search, region: chosen }), { state: { name: picture.name } });
  };
  const large =
    picture.part.kind === "like"
      ? (picture.url?.replace(/\?variant=thumbnail$/, "") ?? "")
      : (previewOf(picture.part.id) ?? picture.url ?? "");
  return (
    <dialog ref={dialog} className="region-dialog" aria-labelledby="region-title" onClose={onClose}>
      <h2 id="region-title" className="text-lg font-semibold">
        Search with a part
      </h2>
      <p id="region-help" className="mt-1 text-sm text-muted">
        Draw a rectangle, or move this one by its handles. Arrow keys move a handle, too; with Shift
        in larger steps.
      </p>
      <RegionFrame
        url={large}
        fallback={picture.url ?? ""}
        region={region}
        onRegion={setRegion}
        describedBy="region-help"
      />
      <div className="mt-4 flex flex-wrap justify-end gap-3">
        <button type="button" className="button-quiet" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        {search.region && (
          <button type="button" className="button-quiet" onClick={() => go(null)}>
            The whole picture
          </button>
        )}
        <button
          type="button"
          className="button-primary"
          onClick={() => go(isWhole(region) ? null : region)}
        >
          Search with this part
        </button>
      </div>
    </dialog>
  );
}

function isWhole({ width, height }: Region): boolean {
  return width === wholePicture.width && height === wholePicture.height;
}
