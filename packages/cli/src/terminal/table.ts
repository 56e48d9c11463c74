import { padEnd, padStart, textWidth } from "./text-width.js";

export interface Column {
  title: string;
  align?: "right";
  /** Fits a text of this column into a narrow terminal; columns without it always show in full. */
  shorten?: (text: string, width: number) => string;
}

const gap = "  ";
/** A shortened column that is narrower than this can't be understood. */
const minShortWidth = 24;

/**
 * Lines of a table of at most `width` columns (undefined: as wide as it needs),
 * the titles first. Undefined when the terminal is too narrow for a table.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string[] | undefined {
  const natural = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...rows.map((row) => textWidth(row[index] ?? ""))),
  );
  const widths = width === undefined ? natural : fit(columns, natural, width);
  if (widths === undefined) return undefined;
  const titles = columns.map((column) => column.title);
  return [titles, ...rows].map((row) =>
    columns
      .map((column, index) => cell(row[index] ?? "", widths[index] ?? 0, column))
      .join(gap)
      .trimEnd(),
  );
}

/**
 * Gives each other column a share of the room that the fixed columns leave. A column
 * that needs less than its share leaves the rest to the others.
 */
function fit(
  columns: readonly Column[],
  natural: readonly number[],
  width: number,
): number[] | undefined {
  const widths = [...natural];
  const isFlexible = (index: number) => columns[index]?.shorten !== undefined;
  const fixed = natural.reduce(
    (sum, columnWidth, index) => sum + (isFlexible(index) ? 0 : columnWidth),
    0,
  );
  let room = width - fixed - gap.length * (columns.length - 1);
  const open = natural
    .map((columnWidth, index) => ({ index, width: columnWidth }))
    .filter(({ index }) => isFlexible(index))
    .sort((a, b) => a.width - b.width);
  for (const [position, column] of open.entries()) {
    const share = Math.floor(room / (open.length - position));
    if (share < Math.min(column.width, minShortWidth)) return undefined;
    widths[column.index] = Math.min(column.width, share);
    room -= Math.min(column.width, share);
  }
  return room < 0 ? undefined : widths;
}

function cell(text: string, width: number, column: Column): string {
  const fitted = column.shorten?.(text, width) ?? text;
  return column.align === "right" ? padStart(fitted, width) : padEnd(fitted, width);
}
