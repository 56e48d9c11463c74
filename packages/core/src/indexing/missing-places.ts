import { stat } from "node:fs/promises";
import { systemPath } from "../files/file-path.js";
import type { ImageRecord, ImageSource } from "../stores/image-record.js";

/** Pictures that are remembered; copies of one picture lie near each other, as a rule. */
const keptPictures = 256;

/** Files of one picture that are looked at together. */
const parallelStats = 16;

/**
 * Finds out at which of its paths a picture has no file any more. Each picture is
 * looked at once a run, however many copies of it the run meets.
 */
export class MissingPlaces {
  readonly #read = new Map<string, Promise<string[]>>();

  /** The paths of a picture at which there is no file; `path` is one that the run has just seen. */
  async of({ id, sources }: ImageRecord, path: string | undefined): Promise<string[]> {
    if (!sources.some((source) => source.path !== undefined && source.path !== path)) return [];
    let read = this.#read.get(id);
    if (!read) {
      read = missingPaths(sources);
      this.#read.set(id, read);
      const oldest = this.#read.keys().next().value;
      if (this.#read.size > keptPictures && oldest !== undefined) this.#read.delete(oldest);
    }
    return (await read).filter((other) => other !== path);
  }
}

async function missingPaths(sources: readonly ImageSource[]): Promise<string[]> {
  const missing: string[] = [];
  for (let start = 0; start < sources.length; start += parallelStats) {
    const part = sources.slice(start, start + parallelStats);
    const places = await Promise.all(part.map(placeOf));
    missing.push(...part.flatMap(({ path }, i) => (places[i] === "missing" ? [path!] : [])));
  }
  return missing;
}

/**
 * What is at a source's path: the file as it was indexed (`there`), another or a
 * touched one (`changed`), or none (`missing`). A file that the system does not let
 * us see may well be there.
 */
export async function placeOf(source: ImageSource): Promise<"there" | "changed" | "missing"> {
  const { path, size, mtimeMs, ctimeMs } = source;
  if (path === undefined) return "there";
  try {
    const found = await stat(systemPath(path));
    const isSame = found.size === size && found.mtimeMs === mtimeMs && found.ctimeMs === ctimeMs;
    return isSame ? "there" : "changed";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? "missing" : "there";
  }
}
