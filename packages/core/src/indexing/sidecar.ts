import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { parse } from "csv-parse/sync";
import { RevimgError } from "../errors.js";
import type { IndexItem } from "../types.js";

/** What a file beside a picture says about it. */
export type Sidecar = Pick<
  IndexItem,
  "sourceUrl" | "pageUrl" | "title" | "author" | "license" | "tags"
>;

/** Folders whose tables are kept in memory at once. */
const keptFolders = 16;

/**
 * Reads the metadata that lies beside pictures: `photo.jpg.json` for one, or a
 * table `metadata.jsonl` or `metadata.csv` for a folder and those below it
 * (column `filename`, relative to the table's folder). Fields: `source_url`,
 * `page_url`, `title`, `author`, `license`, `tags` (a list, or one text with
 * commas or semicolons). The picture's own file wins over a table, field by field.
 */
export class SidecarReader {
  readonly #warn: (path: string, error: RevimgError) => void;
  readonly #tables = new Map<string, Promise<Map<string, Sidecar>>>();

  /** `warn` hears of each file that can't be used; its picture is indexed without it. */
  constructor(warn: (path: string, error: RevimgError) => void) {
    this.#warn = warn;
  }

  /** What is known about the picture at `path`, looking no higher than the folder `root`. */
  async read(path: string, root: string): Promise<Sidecar> {
    let sidecar: Sidecar = {};
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const table = await this.#table(folder);
      sidecar = { ...table.get(relative(folder, path).split(sep).join("/")), ...sidecar };
      if (folder === root || folder === dirname(folder)) break;
    }
    return { ...sidecar, ...(await this.#own(`${path}.json`)) };
  }

  async #own(path: string): Promise<Sidecar> {
    try {
      const text = await readIfThere(path);
      return text === null ? {} : toSidecar(JSON.parse(text));
    } catch (error) {
      this.#warn(path, unusable(error));
      return {};
    }
  }

  #table(folder: string): Promise<Map<string, Sidecar>> {
    let table = this.#tables.get(folder);
    if (!table) {
      table = this.#readTable(folder);
      this.#tables.set(folder, table);
      const oldest = this.#tables.keys().next().value;
      if (this.#tables.size > keptFolders && oldest !== undefined) this.#tables.delete(oldest);
    }
    return table;
  }

  async #readTable(folder: string): Promise<Map<string, Sidecar>> {
    const table = new Map<string, Sidecar>();
    for (const [name, toRows] of [
      ["metadata.csv", csvRows],
      ["metadata.jsonl", jsonRows],
    ] as const) {
      const path = join(folder, name);
      try {
        const text = (await readIfThere(path)) ?? "";
        for (const { place, read } of toRows(text)) {
          try {
            const row = read();
            if (typeof row.filename !== "string") throw new Error("it has no filename");
            table.set(row.filename, toSidecar(row));
          } catch (error) {
            this.#warn(`${path}, ${place}`, unusable(error));
          }
        }
      } catch (error) {
        this.#warn(path, unusable(error));
      }
    }
    return table;
  }
}

interface Row {
  place: string;
  read(): Record<string, unknown>;
}

function jsonRows(text: string): Row[] {
  return text
    .split("\n")
    .map((line, i) => ({ line, place: `line ${i + 1}`, read: () => JSON.parse(line) }))
    .filter(({ line }) => line.trim() !== "");
}

function csvRows(text: string): Row[] {
  const rows: Record<string, unknown>[] = parse(text, { columns: true, trim: true });
  return rows.map((row, i) => ({ place: `row ${i + 2}`, read: () => row }));
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function toSidecar(row: unknown): Sidecar {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw new Error("it is not an object");
  }
  const fields = row as Record<string, unknown>;
  const text = (name: string) => {
    const value = fields[name];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") throw new Error(`its "${name}" is not a text`);
    return value;
  };
  const url = (name: string) => {
    const value = text(name);
    if (value !== undefined && !URL.canParse(value)) throw new Error(`its "${name}" is not a URL`);
    return value;
  };
  const sidecar = {
    sourceUrl: url("source_url"),
    pageUrl: url("page_url"),
    title: text("title"),
    author: text("author"),
    license: text("license"),
    tags: toTags(fields.tags),
  };
  return Object.fromEntries(Object.entries(sidecar).filter(([, value]) => value !== undefined));
}

function toTags(value: unknown): string[] | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const list = typeof value === "string" ? value.split(/[,;]/) : value;
  if (!Array.isArray(list) || list.some((tag) => typeof tag !== "string")) {
    throw new Error('its "tags" are neither a list of texts nor one text with commas');
  }
  return list;
}

function unusable(error: unknown): RevimgError {
  const reason = error instanceof Error ? error.message : String(error);
  return new RevimgError(
    "invalid_input",
    `This metadata can't be used: ${reason}. The picture is indexed without it; mend the file and index again.`,
    { cause: error },
  );
}
