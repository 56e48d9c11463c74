import type { QueryPicture } from "~/lib/query-picture";
import { QueryPanel } from "./query-panel";

/** While an answer is on its way. */
export function Searching({ picture, onCancel }: { picture: QueryPicture; onCancel(): void }) {
  return (
    <div aria-busy="true">
      <QueryPanel picture={picture}>
        <div role="status">
          <h1 className="headline">Searching</h1>
        </div>
        <div className="indeterminate mt-6 max-w-md" aria-hidden="true" />
        <button type="button" className="button-quiet mt-6" onClick={onCancel}>
          Cancel
        </button>
      </QueryPanel>
      <div className="rows mt-14" aria-hidden="true">
        {[1.33, 1, 0.75, 1.33, 1.33, 1, 1.33, 0.75].map((ratio, place) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            key={place}
            style={{ "--ratio": ratio }}
          >
            <div className="border border-line" style={{ aspectRatio: ratio }} />
          </div>
        ))}
      </div>
    </div>
  );
}
