import { createReadStream } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import type { IndexEntry, SourceProblem } from "../../api/indexing.js";
import { locatePath, pathText, systemPath } from "../../files/file-path.js";
import { unreadable } from "../../files/unreadable.js";
import { checkOptions, refuse } from "../../lib/call-arguments.js";
import { RevimgError } from "../../lib/errors.js";
import { csvRows } from "../sidecars/csv-rows.js";
import { jsonRow, type TableRow } from "../sidecars/json-rows.js";
import { toUtf8 } from "../sidecars/to-utf8.js";
import { type ListColumn, listTable } from "./list-table.js";
import { located, rowEntry } from "./row-entry.js";
import { splitLines } from "./split-lines.js";

/** Largest CSV table, which is read as a whole. */
const maxCsvBytes = 256 * 1024 * 1024;

export interface PictureListOptions {
  /**
   * `paths`: a path or web address a line, or each behind a NUL as `find -print0` writes
   * them. `jsonl`: an object a line. `csv`: a table. Default: by the name of the file
   * (`.jsonl`, `.ndjson`, `.csv`, `.tsv`); else `jsonl` where the first character is a
   * brace, and `paths` elsewhere.
   */
  format?: "paths" | "jsonl" | "csv";
  /** What relative paths are relative to. Default: the folder of the file, or the working folder. */
  folder?: string;
  /** What events call the list. Default: its path, or `"list"` for a stream. */
  name?: string;
  signal?: AbortSignal;
}

const formats: Record<string, PictureListOptions["format"]> = {
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".csv": "csv",
  ".tsv": "csv",
};

/**
 * The pictures that a list names, for `index()`: `index(readPictureList("shop.csv"))`.
 *
 * A row of a table or an object has `path` or `url`, and what is known of the picture:
 * `title`, `author`, `license`, `tags`, `page_url`, `source_url`, and `attributes` (an
 * object; in a table also columns such as `attributes.price`). With both `path` and
 * `url`, the file is read, and the address is where it comes from. A line that can't be
 * used becomes a failure with its number, and the rest is used.
 *
 * @param from the path of the list, or its bytes in UTF-8
 * Rejects with `not_found` or `invalid_input` when the list can't be read.
 */
export async function* readPictureList(
  from: string | URL | AsyncIterable<Uint8Array>,
  options: PictureListOptions = {},
): AsyncGenerator<IndexEntry, void, undefined> {
  checkOptions("readPictureList()", options, ["format", "folder", "name", "signal"]);
  const isFile = typeof from === "string" || from instanceof URL;
  const path = isFile ? await locatePath(from) : null;
  const name = options.name ?? path ?? "list";
  const folder = resolve(options.folder ?? (path === null ? "." : dirname(path)));
  const format = options.format ?? formats[extname(path ?? "").toLowerCase()];
  if (![undefined, "paths", "jsonl", "csv"].includes(format)) {
    refuse('format of readPictureList() must be "paths", "jsonl" or "csv".', "format");
  }
  const bytes = path === null ? (from as AsyncIterable<Uint8Array>) : readFile(path);
  const list = { name, folder, signal: options.signal };
  yield* format === "csv" ? ofTable(bytes, list) : ofLines(bytes, format, list);
}

interface List {
  name: string;
  folder: string;
  signal: AbortSignal | undefined;
}

async function* ofLines(
  bytes: AsyncIterable<Uint8Array>,
  format: "paths" | "jsonl" | undefined,
  list: List,
): AsyncGenerator<IndexEntry> {
  let isJson = format === undefined ? undefined : format === "jsonl";
  for await (const { number, bytes: line } of splitLines(bytes)) {
    list.signal?.throwIfAborted();
    if (line === null) {
      yield problem(list, number, "This line has more than 1 MiB, so it is left out.");
      continue;
    }
    if (line.length === 0) continue;
    isJson ??= line.toString("latin1").trimStart().startsWith("{");
    if (!isJson) {
      yield located(pathText(line), list.folder);
      continue;
    }
    const found: SourceProblem[] = [];
    const add = (_: string, message: string) => found.push(problem(list, number, message));
    const row = jsonRow(line, number, listTable, { add });
    yield* row ? ofRow(row, list) : found;
  }
}

async function* ofTable(bytes: AsyncIterable<Uint8Array>, list: List): AsyncGenerator<IndexEntry> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxCsvBytes) {
      throw new RevimgError(
        "invalid_input",
        `${list.name} has more than 256 MiB. Split it, or write it as JSON lines, which are read one by one.`,
      );
    }
    chunks.push(chunk);
  }
  const found: SourceProblem[] = [];
  const add = (kind: string, message: string, line = 1) => {
    found.push({ ...problem(list, line, message), isWarning: kind === "short row" });
  };
  for (const row of csvRows(toUtf8(Buffer.concat(chunks)).bytes, listTable, { add })) {
    list.signal?.throwIfAborted();
    yield* found.splice(0);
    yield* ofRow(row, list);
  }
  yield* found;
}

function* ofRow(row: TableRow<ListColumn>, list: List): Generator<IndexEntry> {
  const found: SourceProblem[] = [];
  const complain = (message: string) =>
    found.push({ ...problem(list, row.line, message), isWarning: true });
  const entry = rowEntry(row, list.folder, complain);
  yield* found;
  yield entry ?? problem(list, row.line, nameless);
}

const nameless = 'It has neither "path" nor "url", which say where the picture is.';

function problem({ name }: List, line: number, message: string): SourceProblem {
  return { name: `${name}, line ${line}`, error: new RevimgError("invalid_input", message) };
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(systemPath(path));
  } catch (error) {
    throw unreadable(path, error);
  }
}
