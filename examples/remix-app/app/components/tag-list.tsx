import type { SimilarImage } from "@revimg/http";

type Tag = SimilarImage["tags"][number];

/** The tags of a picture; those that the model gave say how sure it is. */
export function TagList({ tags }: { tags: Tag[] }) {
  if (tags.length === 0) return null;
  const named = new Set(tags.filter(({ origin }) => origin !== "model").map(({ tag }) => tag));
  // What people and files say needs no word of the model's beside it.
  const shown = tags.filter(({ tag, origin }) => origin !== "model" || !named.has(tag));
  return (
    <div>
      <h3 className="text-sm text-muted">Tags</h3>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        {shown.map(({ tag, confidence, origin }) => (
          <li key={`${origin} ${tag}`} className="whitespace-nowrap">
            {tag}
            {origin === "model" && (
              <span className="tabular ml-1.5 text-xs text-muted">
                {Math.round(confidence * 100)}%
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
