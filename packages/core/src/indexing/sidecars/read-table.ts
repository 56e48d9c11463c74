import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Column, sidecarTable } from "./columns.js";
import { csvRows } from "./csv-rows.js";
import { jsonRows, type TableRow } from "./json-rows.js";
import { isCaselessAt, NameIndex } from "./name-index.js";
import type { Problems } from "./problems.js";
import { readPlainFile } from "./read-plain-file.js";
import { toSidecar } from "./to-sidecar.js";
import { toUtf8 } from "./to-utf8.js";

/** Largest table, in bytes and in rows. A million rows take about half a gigabyte of memory. */
const maxTableBytes = 256 * 1024 * 1024;
export const maxTableRows = 2_000_000;

/** Rows between two chances for other work. */
const rowsAtOnce = 2_000;

/** A table of a folder; null where there is none, or nothing of it can be used. */
export async function readTable(path: string, problems: Problems): Promise<NameIndex | null> {
  let file: Buffer | null;
  try {
    file = await readPlainFile(path, maxTableBytes);
  } catch (error) {
    problems.add("file", (error as Error).message);
    return null;
  }
  if (file === null) return null;
  const { bytes, guessedLine } = toUtf8(file);
  if (guessedLine !== null) problems.add("letters", guessedLetters, guessedLine);
  const rows = path.endsWith(".csv")
    ? csvRows(bytes, sidecarTable, problems)
    : jsonRows(bytes, sidecarTable, problems);
  const table = new NameIndex(await isCaselessAt(path));
  const folder = dirname(path);
  const texts = new SharedTexts();
  let count = 0;
  for (const row of rows) {
    if (++count % rowsAtOnce === 0) await setImmediate();
    if (count > maxTableRows) {
      const message = `Only the first ${maxTableRows.toLocaleString("en")} rows are read. Split the table into folders, and index again.`;
      problems.add("rows", message, row.line);
      break;
    }
    addRow(table, row, folder, problems, texts);
  }
  return table;
}

/** What is said of a file that was taken for Windows-1252. */
export const guessedLetters =
  "It is not UTF-8 here, so it is read as Windows-1252. If letters look wrong, save the file as UTF-8 and index again.";

function addRow(
  table: NameIndex,
  { fields, line }: TableRow<Column>,
  folder: string,
  problems: Problems,
  texts: SharedTexts,
): void {
  const written = fields.filename;
  if (typeof written !== "string" || written.trim() === "") {
    const what =
      written === undefined || written === null || written === ""
        ? 'It has no "filename"'
        : 'Its "filename" is not a text';
    problems.add(
      "nameless",
      `${what}, which says what picture it is about, so it is left out.`,
      line,
    );
    return;
  }
  const name = withinFolder(written, folder);
  if (table.fold(name).startsWith("../")) {
    const message = `"${clipped(name)}" is not in this folder or below it, so the line is left out. A table describes only its own folder and those below it.`;
    problems.add("outside", message, line);
    return;
  }
  const sidecar = toSidecar(fields, (kind, message) => problems.add(kind, message, line));
  const before = table.add({ name, line, sidecar: texts.shareIn(sidecar), isUsed: false });
  if (before) {
    const message = `"${clipped(name)}" is named in line ${before.line} too; the later line counts.`;
    problems.add("twice", message, line);
  }
}

/** An absolute path as one that is relative to the table's folder, if it is below that. */
function withinFolder(name: string, folder: string): string {
  const start = folder.endsWith("/") || folder.endsWith("\\") ? folder.length : folder.length + 1;
  const isBelow = name.startsWith(folder) && /[/\\]/.test(name[start - 1] ?? "");
  return isBelow ? name.slice(start) : name;
}

export function clipped(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

/** Texts that many rows have in common are kept once: a million rows have few authors and tags. */
class SharedTexts {
  readonly #texts = new Map<string, string>();

  shareIn<T extends { author?: string; license?: string; tags?: string[] }>(sidecar: T): T {
    if (sidecar.author) sidecar.author = this.#shared(sidecar.author);
    if (sidecar.license) sidecar.license = this.#shared(sidecar.license);
    if (sidecar.tags) sidecar.tags = sidecar.tags.map((tag) => this.#shared(tag));
    return sidecar;
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size < 100_000) this.#texts.set(text, text);
    return text;
  }
}
