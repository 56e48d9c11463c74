import type { KeywordDetail } from "@revimg/http";

interface KeywordChipsProps {
  keywords: KeywordDetail[];
  /** The keyword whose pictures are shown; null shows all. */
  selected: string | null;
  onSelect: (keyword: string | null) => void;
}

/** The words that the matches have in common; one of them can narrow the list. */
export function KeywordChips({ keywords, selected, onSelect }: KeywordChipsProps) {
  if (keywords.length === 0) return null;
  return (
    <div className="mt-6">
      <h2 className="text-sm text-muted" id="keywords">
        What they have in common
      </h2>
      <ul className="mt-2.5 flex flex-wrap gap-2" aria-labelledby="keywords">
        {keywords.map(({ keyword, image_ids }) => (
          <li key={keyword}>
            <button
              type="button"
              className="chip"
              aria-pressed={keyword === selected}
              onClick={() => onSelect(keyword === selected ? null : keyword)}
            >
              {keyword}
              <span className="chip-count tabular">{image_ids.length}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
