interface TimePlotProps {
  title: string;
  /** Points from old to new; null where there is nothing to show. */
  lines: { label: string; values: (number | null)[] }[];
  /** A value with its unit. */
  format: (value: number) => string;
}

const [width, height] = [600, 100];

/** Lines over the last hour, drawn by hand: the first in ink, the second in the accent. */
export function TimePlot({ title, lines, format }: TimePlotProps) {
  const all = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const top = Math.max(...all, 0);
  const isEmpty = top === 0;
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline justify-between gap-4 text-sm">
        <span className="font-medium">{title}</span>
        {!isEmpty && <span className="tabular text-muted">{format(top)}</span>}
      </figcaption>
      {isEmpty ? (
        <p className="mt-3 grid h-32 place-items-center bg-mat text-sm text-muted">
          Nothing in the last hour
        </p>
      ) : (
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}: at most ${format(top)} in the last hour`}
          className="plot mt-3"
        >
          {lines.map(({ label, values }, place) => (
            <path
              key={label}
              d={pathOf(values, top)}
              className={place === 1 ? "plot-second" : ""}
            />
          ))}
        </svg>
      )}
      {!isEmpty && (
        <ul className="mt-2 flex flex-wrap gap-x-5 text-sm text-muted">
          {lines.map(({ label, values }, place) => (
            <li key={label} className="flex items-center gap-2">
              <span
                aria-hidden="true"
                className={`inline-block h-0.5 w-4 ${place === 1 ? "bg-accent" : "bg-ink"}`}
              />
              {label}: <span className="tabular text-ink">{lastOf(values, format)}</span>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

function pathOf(values: (number | null)[], top: number): string {
  const step = width / Math.max(1, values.length - 1);
  return values
    .map((value, place) => {
      if (value === null) return "";
      const y = height - (value / top) * (height - 6);
      const isFirst = place === 0 || values[place - 1] === null;
      const x = values.length === 1 ? width : place * step;
      // A point between two gaps is a short line, else nobody would see it.
      return `${isFirst ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}${isFirst ? "h1" : ""}`;
    })
    .join("");
}

function lastOf(values: (number | null)[], format: (value: number) => string): string {
  const last = values.findLast((value) => value !== null);
  return last == null ? "–" : format(last);
}
