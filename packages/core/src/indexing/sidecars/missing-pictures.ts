import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { systemPath } from "../../files/file-path.js";
import { nearestName } from "../../lib/did-you-mean.js";
import type { NamedRow, NameIndex } from "./name-index.js";
import { clipped } from "./read-table.js";

/** Folders that are listed to find the pictures of a table's rows, and rows that are named. */
const maxFolders = 1_000;
const namedRows = 3;

/** Rows of which no picture is on the disk, as one warning; null when there are none. */
export interface MissingPictures {
  message: string;
  /** The line of a single row. */
  line: number | undefined;
}

/**
 * Looks for the pictures of rows that no picture has asked for. Most are there:
 * only a part of a folder was indexed, or the file is of another kind.
 */
export async function findMissingPictures(
  folder: string,
  table: NameIndex,
): Promise<MissingPictures | null> {
  const first: string[] = [];
  let line: number | undefined;
  let count = 0;
  for (const [below, rows] of [...unusedByFolder(table)].slice(0, maxFolders)) {
    const names = await listing(join(folder, below));
    const folded = new Set(names?.map((name) => table.fold(posix.join(below, name))));
    for (const row of rows) {
      if (table.aliases(row.name).some((alias) => folded.has(alias))) continue;
      if (++count > namedRows) continue;
      line ??= row.line;
      const near = nearestName(
        posix.basename(table.fold(row.name)),
        names ?? (await listing(folder)) ?? [],
      );
      const meant = near && `; did you mean "${names ? posix.join(below, near) : near}"?`;
      first.push(`"${clipped(row.name)}" (line ${row.line}${meant ?? ""})`);
    }
  }
  if (count === 0) return null;
  const more = count > namedRows ? ` and ${(count - namedRows).toLocaleString("en")} more` : "";
  const rows = count === 1 ? "1 row names" : `${count.toLocaleString("en")} rows name`;
  const message = `${rows} no file: ${first.join(", ")}${more}. Names are relative to the folder of the table. Mend them and index again.`;
  return { message, line: count === 1 ? line : undefined };
}

function unusedByFolder(table: NameIndex): Map<string, NamedRow[]> {
  const folders = new Map<string, NamedRow[]>();
  for (const row of table.rows()) {
    if (row.isUsed) continue;
    const below = posix.dirname(row.name.replaceAll("\\", "/").replace(/^\/+/, ""));
    const rows = folders.get(below);
    if (rows) rows.push(row);
    else folders.set(below, [row]);
  }
  return folders;
}

/** The names in a folder, whichever way its accents are stored; null when it can't be listed. */
async function listing(folder: string): Promise<string[] | null> {
  for (const form of new Set([folder, folder.normalize("NFC"), folder.normalize("NFD")])) {
    const names = await readdir(systemPath(form)).catch(() => null);
    if (names) return names;
  }
  return null;
}
