import { fieldsOf, type Vocabulary } from "./columns.js";
import { parseJsonObject } from "./parse-json.js";
import type { ProblemSink } from "./problems.js";

/** One row of a table. */
export interface TableRow<Name extends string> {
  /** Where it starts, from 1. */
  line: number;
  fields: Partial<Record<Name, unknown>>;
}

/** Longest row, in bytes: what is longer is most likely no table. */
export const maxRowBytes = 1024 * 1024;

/** The rows of JSON lines (one object a line) in UTF-8. */
export function* jsonRows<Name extends string>(
  bytes: Buffer,
  vocabulary: Vocabulary<Name>,
  problems: ProblemSink,
): Generator<TableRow<Name>> {
  let line = 0;
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(0x0a, from);
    const end = at < 0 ? bytes.length : at;
    line++;
    const row = jsonRow(bytes.subarray(from, end), line, vocabulary, problems);
    if (row) yield row;
    from = end + 1;
  }
}

/** Null for a line that is empty or can't be read. */
export function jsonRow<Name extends string>(
  bytes: Buffer,
  line: number,
  vocabulary: Vocabulary<Name>,
  problems: ProblemSink,
): TableRow<Name> | null {
  if (bytes.length > maxRowBytes) {
    problems.add("long row", "This line has more than 1 MiB; it is left out.", line);
    return null;
  }
  const text = bytes.toString();
  if (text.trim() === "") return null;
  try {
    return { line, fields: fieldsOf(parseJsonObject(text), vocabulary) };
  } catch (error) {
    const { message } = error as Error;
    problems.add("not JSON", `${message} This line is left out; mend it and index again.`, line);
    return null;
  }
}
