import type { QueryPicture } from "./answer";
import { QueryHead } from "./query-head";

interface SearchingProps {
  pictures: readonly QueryPicture[];
  /** Said instead of "Searching". */
  heading?: string;
  onCancel(): void;
}

/** While an answer is on its way. */
export function Searching({ pictures, heading = "Searching", onCancel }: SearchingProps) {
  return (
    <div aria-busy="true">
      <QueryHead pictures={pictures}>
        <div role="status">
          <h1 className="headline-small">{heading}</h1>
          <p className="slow-note mt-2 text-muted">
            This takes longer than usual. The network may be slow, or the server busy.
          </p>
        </div>
        <div className="indeterminate mt-4 max-w-md" aria-hidden="true" />
        <button type="button" className="button-quiet mt-5" onClick={onCancel}>
          Cancel
        </button>
      </QueryHead>
      <div className="rows mt-10" aria-hidden="true">
        {[1.33, 1, 0.75, 1.33, 1.33, 1, 1.33, 0.75].map((ratio, place) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            key={place}
            style={{ "--ratio": ratio }}
          >
            <div className="card-frame border border-line" style={{ "--shape": ratio }} />
          </div>
        ))}
      </div>
    </div>
  );
}
