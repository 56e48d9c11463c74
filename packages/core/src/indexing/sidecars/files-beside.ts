import { readdir } from "node:fs/promises";
import { pathText, systemPath } from "../../files/file-path.js";
import { takeoutFilesIn } from "./takeout.js";

/** The JSON files of a folder, listed once for all of its pictures. */
export interface FilesBeside {
  /** How many there are. */
  size: number;
  /** By what `takeoutFileOf` looks for. */
  takeout: ReadonlyMap<string, string>;
  /** False where there is certainly no such file. */
  mayHold(name: string): boolean;
}

export async function listFilesBeside(folder: string): Promise<FilesBeside> {
  const listed = await readdir(systemPath(folder), { encoding: "buffer" }).catch(() => null);
  // A file in a folder that can't be listed may be opened all the same.
  if (listed === null) return { size: 0, takeout: new Map(), mayHold: () => true };
  const names = listed.map(pathText).filter((name) => /\.json$/i.test(name));
  const known = new Set(names.map(folded));
  return {
    size: names.length,
    takeout: takeoutFilesIn(names),
    mayHold: (name) => known.has(folded(name)),
  };
}

/** Some file systems take letters in either case, or composed in either way, for the same. */
function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
