import { stat } from "node:fs/promises";
import { basename, dirname, join, posix, sep } from "node:path";
import { systemPath } from "../../files/file-path.js";
import type { Sidecar } from "./to-sidecar.js";

/** What a table says about one picture. */
export interface NamedRow {
  /** The picture's name, as the table has it. */
  name: string;
  line: number;
  sidecar: Sidecar;
  /** Whether a picture has asked for it. */
  isUsed: boolean;
}

/**
 * Rows by the names of their pictures. A name counts as it is written; where no
 * row is written so, these are the same: `/` and `\`, `./a` and `a`, composed and
 * decomposed letters (a Mac's disk has é as two), `%20` and a space.
 */
export class NameIndex {
  readonly #isCaseless: boolean;
  readonly #exact = new Map<string, NamedRow>();
  readonly #folded = new Map<string, NamedRow>();

  /** `isCaseless`: upper and lower case are the same name, as on most Macs and on Windows. */
  constructor(isCaseless: boolean) {
    this.#isCaseless = isCaseless;
  }

  get size(): number {
    return this.#exact.size;
  }

  rows(): Iterable<NamedRow> {
    return this.#exact.values();
  }

  /** The row of the same name that this one takes the place of. */
  add(row: NamedRow): NamedRow | undefined {
    const name = tidied(row.name);
    const before = this.#exact.get(name);
    this.#exact.set(name, row);
    for (const alias of this.aliases(row.name)) {
      if (alias !== name) this.#folded.set(alias, row);
    }
    return before;
  }

  /** The row of the picture at `path`, which is relative to the table's folder and has `/`. */
  get(path: string): NamedRow | undefined {
    const folded = foldName(path, this.#isCaseless);
    return this.#exact.get(path) ?? this.#folded.get(folded) ?? this.#exact.get(folded);
  }

  /** The folded names that a row's name may mean. */
  aliases(name: string): string[] {
    const folded = foldName(name, this.#isCaseless);
    const decoded = decodedName(name);
    return decoded === null ? [folded] : [folded, foldName(decoded, this.#isCaseless)];
  }

  fold(name: string): string {
    return foldName(name, this.#isCaseless);
  }
}

/** Whether the disk takes the name of the file at `path` in upper case for the same name. */
export async function isCaselessAt(path: string): Promise<boolean> {
  const upper = join(dirname(path), basename(path).toUpperCase());
  if (upper === path) return false;
  const [own, other] = await Promise.all(
    [path, upper].map((name) => stat(systemPath(name)).catch(() => null)),
  );
  return own != null && other != null && own.ino === other.ino && own.dev === other.dev;
}

/** A name without a start that means the table's own folder. */
function tidied(name: string): string {
  const slashes = sep === "\\" ? name.replaceAll("\\", "/") : name;
  return posix.normalize(slashes).replace(/^\/+/, "");
}

function foldName(name: string, isCaseless: boolean): string {
  const folded = tidied(name.replaceAll("\\", "/")).normalize("NFC");
  return isCaseless ? folded.toLowerCase() : folded;
}

function decodedName(name: string): string | null {
  if (!name.includes("%")) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}
