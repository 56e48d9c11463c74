import stringWidth from "string-width";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

/**
 * Cuts a text to at most `width` columns. A `…` at the end or in the middle stands
 * for the rest.
 */
export function truncate(text: string, width: number, where: "end" | "middle" = "end"): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return "";
  const parts = [...graphemes.segment(text)].map(({ segment }) => segment);
  const head = where === "end" ? width - 1 : Math.floor((width - 1) / 2);
  const start = take(parts, head);
  if (where === "end") return `${start}…`;
  const rest = take(parts.reverse(), width - 1 - textWidth(start), "backwards");
  return `${start}…${rest}`;
}

function take(parts: readonly string[], width: number, direction?: "backwards"): string {
  let text = "";
  let taken = 0;
  for (const part of parts) {
    taken += textWidth(part);
    if (taken > width) break;
    text = direction === "backwards" ? part + text : text + part;
  }
  return text;
}
