import type { MatchEvidence } from "@revimg/core";
import { type Column, renderTable } from "../../terminal/table.js";
import { printable, type Style } from "../../terminal/terminal.js";
import { textWidth, truncate } from "../../terminal/text-width.js";

/** What one match shows to a person. */
export interface MatchRow {
  similarity: number;
  tier: string;
  evidence: Pick<MatchEvidence, "edits"> | null;
  /** Copies of the picture that were folded into it. */
  copies?: readonly unknown[] | undefined;
  title: string | null;
  filename: string;
  /** Where the picture came from: addresses and paths of files. The first is shown, the others counted. */
  places: readonly string[];
}

const columns: Column[] = [
  { title: "#", align: "right" },
  { title: "Similarity", align: "right" },
  { title: "Match" },
  { title: "Picture", shorten: truncate },
  { title: "From", shorten: shortenPlace },
];

/** Keywords and matches as lines; `width` is the terminal's, undefined for a file or a pipe. */
export function renderMatches(
  keywords: readonly string[],
  matches: readonly MatchRow[],
  width: number | undefined,
  style: Style,
): string[] {
  const lines = keywords.length > 0 ? [...wrapKeywords(keywords, width, style), ""] : [];
  const rows = matches.map((match, index) => [
    String(index + 1),
    match.similarity.toFixed(3),
    kindOf(match),
    pictureName(match),
    from(match.places),
  ]);
  const [titles, ...table] = renderTable(columns, rows, width) ?? [];
  if (titles !== undefined) return [...lines, style("dim", titles), ...table];
  return [...lines, ...rows.flatMap((row) => stacked(row, width ?? 80))];
}

/** The tier, what was done to the picture, and how many copies were folded into it. */
function kindOf({ tier, evidence, copies = [] }: MatchRow): string {
  const edits = evidence?.edits ?? [];
  const kind = edits.length > 0 ? `${tier}: ${edits.join(", ")}` : tier;
  if (copies.length === 0) return kind;
  return `${kind} (+${copies.length} ${copies.length === 1 ? "copy" : "copies"})`;
}

function pictureName({ title, filename }: MatchRow): string {
  const name = printable(filename);
  return title ? `${printable(title)} (${name})` : name;
}

function from([first, ...others]: readonly string[]): string {
  if (first === undefined) return "";
  return printable(first) + (others.length > 0 ? ` +${others.length}` : "");
}

/** In little room, the site and the file's name matter most. */
function shortenPlace(place: string, width: number): string {
  if (textWidth(place) <= width) return place;
  const bare = place.replace(/^https?:\/\/(www\.)?([^?# ]*)[^ ]*/, "$2");
  return truncate(bare, width, "middle");
}

/** For terminals too narrow for a table: facts on one line, name and place below. */
function stacked(row: readonly string[], width: number): string[] {
  const [rank = "", similarity = "", tier = "", name = "", place = ""] = row;
  const facts = truncate(`${rank}  ${similarity}  ${tier}`, width);
  const indent = "   ";
  const details = [
    truncate(name, width - indent.length),
    shortenPlace(place, width - indent.length),
  ];
  return [facts, ...details.filter((text) => text !== "").map((text) => indent + text)];
}

function wrapKeywords(
  keywords: readonly string[],
  width: number | undefined,
  style: Style,
): string[] {
  const label = "Keywords: ";
  const lines: string[] = [];
  let line = "";
  for (const [index, keyword] of keywords.entries()) {
    const word = printable(keyword) + (index < keywords.length - 1 ? "," : "");
    const room = (width ?? Number.POSITIVE_INFINITY) - label.length;
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map(
    (text, index) => (index === 0 ? style("bold", label) : " ".repeat(label.length)) + text,
  );
}
