import { Link } from "@remix-run/react";
import type { IndexedImage } from "@revimg/http/client";
import { nameOf } from "~/lib/format";
import { bytesOf } from "../format";

/** Pictures to choose from; each leads to the page where it is corrected. */
export function PictureCards({ images }: { images: IndexedImage[] }) {
  return (
    <ul className="picture-cards" aria-label="Pictures">
      {images.map((image) => {
        const { id, thumbnail_url, width, height, size } = image;
        const name = nameOf(image);
        return (
          <li key={id} className="picture-card" data-testid="picture">
            <label className="pick">
              <input type="checkbox" name="id" value={id} aria-label={`Choose ${name}`} />
            </label>
            <Link to={`/admin/pictures/${encodeURIComponent(id)}`} className="block">
              <img src={thumbnail_url} alt="" loading="lazy" decoding="async" />
              <span className="mt-2 block truncate font-medium" title={name}>
                {name}
              </span>
            </Link>
            <p className="tabular mt-0.5 truncate text-xs text-muted">
              {width} × {height}, {bytesOf(size)}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
