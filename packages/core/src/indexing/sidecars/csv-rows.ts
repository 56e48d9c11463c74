import { type CsvError, type Options, parse } from "csv-parse/sync";
import type { Vocabulary } from "./columns.js";
import { maxRowBytes, type TableRow } from "./json-rows.js";
import type { ProblemSink } from "./problems.js";

/** What tables are separated by: Excel takes a semicolon where the comma is in numbers. */
const delimiters = [",", ";", "\t", "|"];

/** Bytes that are parsed at once. A row must fit in. */
const blockBytes = maxRowBytes;

interface CsvRecord {
  cells: string[];
  /** Bytes from the start of the block to the end of this record. */
  end: number;
}

/**
 * The rows of a CSV table in UTF-8, whose first row has the names of the columns.
 * A line that can't be read is left out, and reading goes on with the next one:
 * a quotation mark that is never closed does not take the rest along.
 */
export function* csvRows<Name extends string>(
  bytes: Buffer,
  vocabulary: Vocabulary<Name>,
  problems: ProblemSink,
): Generator<TableRow<Name>> {
  const separator = /^\s*"?sep=([^"\r\n])"?[ \t]*(\r\n|\n|\r|$)/i.exec(
    bytes.toString("latin1", 0, 100),
  );
  const start = separator?.[0].length ?? 0;
  const delimiter = separator?.[1] ?? delimiterOf(blockAt(bytes, start), vocabulary);
  let names: string[] | undefined;
  let columns = new Map<Name, number>();
  for (const { cells, line } of records(bytes, start, delimiter, problems)) {
    if (cells.every((cell) => cell === "")) continue;
    if (names === undefined) {
      names = withoutEmptyEnd(cells);
      columns = vocabulary.find(names);
      const lacking = vocabulary.lacking(names);
      if (lacking === null) continue;
      problems.add("header", lacking, line);
      return;
    }
    if (withoutEmptyEnd(cells).length > names.length) {
      const message = `It has ${cells.length} cells for ${names.length} columns, so this row is left out. Put a cell that has a "${delimiter}" in it between quotation marks.`;
      problems.add("long row", message, line);
      continue;
    }
    if (cells.length < names.length) {
      const message = `It has ${cells.length} cells for ${names.length} columns; the last ones are taken as empty.`;
      problems.add("short row", message, line);
    }
    const fields: Partial<Record<Name, unknown>> = {};
    for (const [column, index] of columns) fields[column] = cells[index];
    yield { line, fields };
  }
}

function* records(bytes: Buffer, start: number, delimiter: string, problems: ProblemSink) {
  let line = 1 + lineEndsIn(bytes.subarray(0, start));
  for (let position = start; position < bytes.length; ) {
    const block = blockAt(bytes, position);
    const isLast = position + block.length === bytes.length;
    if (!isLast && !endsLine(block)) {
      problems.add("long line", "This line has more than 1 MiB, so it is left out.", line);
      position = bytes.indexOf(0x0a, position) + 1 || bytes.length;
      line++;
      continue;
    }
    const { found, error } = parseBlock(block, delimiter);
    let done = 0;
    for (const { cells, end } of found) {
      const text = block.subarray(done, end);
      yield { cells, line: line + lineEndsIn(blankStart(text)) };
      line += lineEndsIn(text);
      done = end;
    }
    if (!error) {
      line += lineEndsIn(block.subarray(done));
      position += block.length;
      continue;
    }
    position += done;
    // The rest of the record may be in the next block.
    if (error.code === "CSV_QUOTE_NOT_CLOSED" && !isLast && done > 0) continue;
    const rest = block.subarray(done);
    const blank = blankStart(rest);
    const wrong = firstLine(rest.subarray(blank.length));
    line += lineEndsIn(blank);
    const alone = parseBlock(wrong, delimiter, { relax_quotes: true });
    if (!alone.error && alone.found[0]) yield { cells: alone.found[0].cells, line };
    else problems.add("quotes", quotesMessage, line);
    line += lineEndsIn(wrong);
    position += blank.length + wrong.length;
  }
}

const quotesMessage =
  "A quotation mark in this line is not closed, or has text after it, so the line is left out. Write a quotation mark within a cell twice, close the last one, and index again.";

function parseBlock(block: Buffer, delimiter: string, options: Options = {}) {
  const found: CsvRecord[] = [];
  try {
    parse(block, {
      delimiter,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (cells: string[], { bytes }) => {
        found.push({ cells, end: bytes });
        return null;
      },
      ...options,
    });
    return { found };
  } catch (error) {
    return { found, error: error as CsvError };
  }
}

/** Whole lines of at most a block; the start of a line that is longer. */
function blockAt(bytes: Buffer, position: number): Buffer {
  const block = bytes.subarray(position, position + blockBytes);
  if (position + block.length === bytes.length) return block;
  const end = block.lastIndexOf(0x0a);
  return block.subarray(0, (end < 0 ? block.lastIndexOf(0x0d) : end) + 1 || block.length);
}

/** The delimiter that gives the first row the most known columns. */
function delimiterOf<Name extends string>(block: Buffer, { find }: Vocabulary<Name>): string {
  const scores = delimiters.map((delimiter) => {
    const { found } = parseBlock(block, delimiter, { to: 1, skip_records_with_empty_values: true });
    const cells = found[0]?.cells ?? [];
    return find(cells).size * 1000 + Math.min(cells.length, 999);
  });
  return delimiters[scores.indexOf(Math.max(...scores))]!;
}

function endsLine(block: Buffer): boolean {
  return block.at(-1) === 0x0a || block.at(-1) === 0x0d;
}

function withoutEmptyEnd(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
}

function blankStart(text: Buffer): Buffer {
  let end = 0;
  while (end < text.length && (text[end] === 0x0a || text[end] === 0x0d)) end++;
  return text.subarray(0, end);
}

function firstLine(text: Buffer): Buffer {
  let end = 0;
  while (end < text.length && text[end] !== 0x0a && text[end] !== 0x0d) end++;
  if (text[end] === 0x0d && text[end + 1] === 0x0a) end++;
  return text.subarray(0, end + 1);
}

function lineEndsIn(text: Buffer): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === 0x0a || (text[i] === 0x0d && text[i + 1] !== 0x0a)) count++;
  }
  return count;
}
