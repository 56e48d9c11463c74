import { type Fields, toFields } from "./columns.js";
import { parseJsonObject } from "./parse-json.js";
import type { Problems } from "./problems.js";

/** One row of a table. */
export interface TableRow {
  /** Where it starts, from 1. */
  line: number;
  fields: Fields;
}

/** Longest row, in bytes: what is longer is most likely no table. */
export const maxRowBytes = 1024 * 1024;

/** The rows of JSON lines (one object a line) in UTF-8. */
export function* jsonRows(bytes: Buffer, problems: Problems): Generator<TableRow> {
  let line = 0;
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(0x0a, from);
    const end = at < 0 ? bytes.length : at;
    line++;
    const fields = fieldsOf(bytes.subarray(from, end), line, problems);
    if (fields) yield { line, fields };
    from = end + 1;
  }
}

function fieldsOf(bytes: Buffer, line: number, problems: Problems): Fields | null {
  if (bytes.length > maxRowBytes) {
    problems.add("long row", "This line has more than 1 MiB; it is left out.", line);
    return null;
  }
  const text = bytes.toString();
  if (text.trim() === "") return null;
  try {
    return toFields(parseJsonObject(text));
  } catch (error) {
    const { message } = error as Error;
    problems.add("not JSON", `${message} This line is left out; mend it and index again.`, line);
    return null;
  }
}
