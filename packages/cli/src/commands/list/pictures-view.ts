import { basename } from "node:path";
import type { ImageRecord } from "@revimg/core";
import { formatBytes } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { type Column, renderTable } from "../../terminal/table.js";
import { printable, type Style } from "../../terminal/terminal.js";
import { truncate } from "../../terminal/text-width.js";

export interface ViewOptions {
  /** The terminal's; undefined for a file or a pipe. */
  width: number | undefined;
  style: Style;
  /** False for pages after the first one. */
  hasTitles: boolean;
}

const pictureColumns: Column[] = [
  { title: "Id" },
  { title: "Added" },
  { title: "Pixels", align: "right" },
  { title: "Size", align: "right" },
  { title: "Picture", shorten: truncate },
];

const failureColumns: Column[] = [
  { title: "File", shorten: (text, width) => truncate(text, width, "middle") },
  { title: "Reason", shorten: truncate },
];

export function renderPictures(images: readonly ImageRecord[], options: ViewOptions): string[] {
  const rows = images.map((image) => [
    image.id,
    day(image.createdAt),
    `${image.width} x ${image.height}`,
    formatBytes(image.fileSize),
    nameOf(image),
  ]);
  return render(pictureColumns, rows, options);
}

export function renderFailures(images: readonly ImageRecord[], options: ViewOptions): string[] {
  const rows = images.map((image) => [placeOf(image), printable(image.failure ?? "")]);
  return render(failureColumns, rows, options);
}

/** A table; where the terminal is too narrow for one, the facts of each row below each other. */
function render(
  columns: readonly Column[],
  rows: readonly string[][],
  { width, style, hasTitles }: ViewOptions,
): string[] {
  const [titles, ...table] = renderTable(columns, rows, width) ?? [];
  if (titles !== undefined) return hasTitles ? [style("dim", titles), ...table] : table;
  return rows.flatMap(([first = "", ...others]) => [first, ...others.map((text) => `  ${text}`)]);
}

function nameOf({ title, filename }: ImageRecord): string {
  const name = printable(basename(filename));
  return title ? `${printable(title)} (${name})` : name;
}

function placeOf({ sources, filename, originalUrl }: ImageRecord): string {
  const path = sources.find((source) => source.path !== undefined)?.path;
  return printable(path === undefined ? (originalUrl ?? filename) : shortPath(path));
}

/** In the local calendar: `2026-11-29`. */
function day(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
