import { Link } from "@remix-run/react";
import type { SimilarImage } from "@revimg/http/client";
import { useState } from "react";
import { countOf } from "~/lib/format";
import { pictureAddress } from "~/lib/library";
import { savePicture } from "./save-picture";
import { addressOf, emptySearch, mostPictures, type SearchAddress } from "./search-address";

interface SelectionBarProps {
  search: SearchAddress;
  chosen: SimilarImage[];
  onClear(): void;
}

/** What can be done with several matches at once. */
export function SelectionBar({ search, chosen, onClear }: SelectionBarProps) {
  const [said, setSaid] = useState("");
  if (chosen.length === 0) return null;
  const ids = chosen.map(({ id }) => id);
  const like = ids.slice(0, mostPictures).map((id) => ({ kind: "like" as const, id }));
  const unlike = [...new Set([...search.unlike, ...ids])].slice(-mostPictures);
  const copy = async () => {
    const addresses = ids.map((id) => new URL(pictureAddress(id), location.href).href);
    await navigator.clipboard.writeText(addresses.join("\n")).then(
      () => setSaid("Copied"),
      () => setSaid("The browser did not allow copying"),
    );
  };
  const save = async () => setSaid((await download(chosen)) ? "" : "Some could not be fetched");
  return (
    <section className="selection-bar" aria-label="Selected pictures">
      <p className="tabular" role="status">
        {countOf(chosen.length, "picture", "pictures")}
        {said && <span className="text-muted"> {said}</span>}
      </p>
      <div className="selection-actions">
        <Link to={addressOf({ ...emptySearch, pictures: like })} className="button-primary">
          More like these
        </Link>
        <Link to={addressOf({ ...search, region: null, unlike })} className="button-quiet">
          Less like these
        </Link>
        <button type="button" className="button-quiet" onClick={save}>
          Download
        </button>
        <button type="button" className="button-quiet" onClick={copy}>
          Copy addresses
        </button>
        <button type="button" className="button-quiet" onClick={onClear}>
          Clear
        </button>
      </div>
    </section>
  );
}

/** Browsers ask once whether a page may save several files. Resolves to whether all came. */
async function download(pictures: readonly SimilarImage[]): Promise<boolean> {
  const saved = await Promise.allSettled(pictures.map(savePicture));
  return saved.every(({ status }) => status === "fulfilled");
}
