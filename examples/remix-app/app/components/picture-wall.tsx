import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { LikeLocation } from "~/hooks/use-pending-like";
import { type ExamplePicture, thumbnailUrl } from "~/lib/library";

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
    <div className="mt-8 sm:mt-10">
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
          No picture at hand? Those on the wall are indexed: choose one to search with it.
        </p>
      )}
    </div>
  );
}

function WallPicture({ example }: { example: ExamplePicture }) {
  const state: LikeLocation = { name: example.name };
  return (
    <Link
      to={`/?like=${encodeURIComponent(example.id)}`}
      state={state}
      className="wall-place group bg-mat"
      aria-label={`Search with ${example.name}`}
    >
      <img
        src={thumbnailUrl(example.id)}
        alt=""
        width={example.width}
        height={example.height}
        draggable={false}
        className="size-full object-cover transition-opacity group-hover:opacity-85"
      />
    </Link>
  );
}
