import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { type ExamplePicture, thumbnailUrl } from "~/lib/library";
import { addressOf, emptySearch } from "~/search/search-address";

/** Places on the wall around the frame. */
const places = 12;

/** Indexed pictures hung around a frame; each one searches with itself. */
export function PictureWall({
  examples,
  children,
}: {
  examples: ExamplePicture[];
  children: ReactNode;
}) {
  return (
    <div className="mt-6 sm:mt-8">
      <div className="wall">
        <div className="wall-frame">{children}</div>
        {Array.from({ length: places }, (_, place) => examples[place] ?? place).map((example) =>
          typeof example === "number" ? (
            <div key={example} className="wall-place border border-line" aria-hidden="true" />
          ) : (
            <WallPicture key={example.id} example={example} />
          ),
        )}
      </div>
      {examples.length > 0 && (
        <p className="mt-4 text-sm text-muted">
          No picture at hand? Choose one from the wall to see what is like it.
        </p>
      )}
    </div>
  );
}

function WallPicture({ example }: { example: ExamplePicture }) {
  const { id, name, width, height } = example;
  return (
    <Link
      to={addressOf({ ...emptySearch, pictures: [{ kind: "like", id }] })}
      state={{ name }}
      className="wall-place group bg-mat"
      aria-label={`Pictures like ${name}`}
    >
      <img
        src={thumbnailUrl(id)}
        alt=""
        width={width}
        height={height}
        draggable={false}
        className="size-full object-cover transition-opacity group-hover:opacity-85"
      />
    </Link>
  );
}
