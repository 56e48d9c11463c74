import { basename } from "node:path";
import type { DuplicateGroup, DuplicateMember } from "@revimg/core";
import { formatBytes } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { type Column, renderTable } from "../../terminal/table.js";
import { printable, type Style } from "../../terminal/terminal.js";
import { truncate } from "../../terminal/text-width.js";

const columns: Column[] = [
  { title: "" },
  { title: "" },
  { title: "", align: "right" },
  { title: "", align: "right" },
  { title: "", shorten: (text, width) => truncate(text, width, "middle") },
];

/** A group as lines: the reason, then a line for each picture and for each further file of it. */
export function renderGroup(
  { keep, members }: DuplicateGroup,
  width: number | undefined,
  style: Style,
): string[] {
  const rows = members.flatMap((member) => rowsOf(member, keep.path));
  const table = renderTable(columns, rows, width)?.slice(1);
  const lines = table ?? rows.map((row) => row.filter((text) => text !== "").join(" "));
  return [style("bold", printable(keep.why)), ...lines.map((line) => `  ${line}`), ""];
}

function rowsOf(member: DuplicateMember, keptPath: string | null): string[][] {
  const { image, tier } = member;
  const paths = image.sources.flatMap(({ path }) => path ?? []);
  const [first = null, ...others] =
    tier === null && keptPath !== null
      ? [keptPath, ...paths.filter((path) => path !== keptPath)]
      : paths;
  const place = first === null ? (image.originalUrl ?? basename(image.filename)) : shortPath(first);
  const size = `${image.width} x ${image.height}`;
  const row = [kindOf(member), image.id, size, formatBytes(image.fileSize), printable(place)];
  const copies = others.map((path) => ["equal bytes", "", "", "", printable(shortPath(path))]);
  return [row, ...copies];
}

/** What it is, and what was done to it. */
function kindOf({ tier, evidence }: DuplicateMember): string {
  if (tier === null) return "keep";
  const edits = evidence?.edits ?? [];
  return edits.length > 0 ? `${tier}: ${edits.join(", ")}` : tier;
}
