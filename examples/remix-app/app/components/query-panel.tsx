import type { ReactNode } from "react";
import type { QueryPicture } from "~/lib/query-picture";
import { Picture } from "./picture";

/** The query picture on the left, what is known about it on the right. */
export function QueryPanel({ picture, children }: { picture: QueryPicture; children: ReactNode }) {
  return (
    <section className="query-panel pt-4 sm:pt-8">
      <figure className="min-w-0">
        <div className="viewfinder query-frame">
          <Picture url={picture.url} alt={picture.name || "Your picture"} />
        </div>
        <figcaption className="mt-2 truncate text-sm text-muted" title={picture.name}>
          {picture.name}
        </figcaption>
      </figure>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
