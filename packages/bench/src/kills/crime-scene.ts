import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createRevimg, type Match, type Revimg, type RevimgOptions } from "@revimg/core";
import sqlite from "node-sqlite3-wasm";
import sharp from "sharp";
import { drawPicture } from "./draw-picture.js";

/** Pictures of one folder at most: a search goes no deeper than 1,000 matches. */
const mostInFolder = 500;

/**
 * Small pictures that differ from each other, and may be repainted. They lie in folders
 * below `folder`, a few hundred in each.
 */
export class Pictures {
  readonly folder: string;
  #painted = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async paint(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const folder = `${Math.floor(i / mostInFolder)}`;
      await mkdir(join(this.folder, folder), { recursive: true });
      await this.repaint(join(folder, `${String(i).padStart(4, "0")}.jpg`));
    }
  }

  /** Puts a new picture into a file. */
  async repaint(name: string): Promise<void> {
    await writeFile(join(this.folder, name), await drawPicture(++this.#painted));
  }

  /** Each file takes the name of the next one, the last that of the first. */
  async rotate(names: readonly string[]): Promise<void> {
    const aside = join(this.folder, "..", "aside");
    await rename(join(this.folder, names.at(-1)!), aside);
    for (let i = names.length - 1; i > 0; i--) {
      await rename(join(this.folder, names[i - 1]!), join(this.folder, names[i]!));
    }
    await rename(aside, join(this.folder, names[0]!));
  }

  /** The folders that pictures lie in. */
  async folders(): Promise<string[]> {
    const entries = await readdir(this.folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? join(this.folder, entry.name) : []));
  }

  /** Paths below the folder. */
  async names(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true });
    return entries.filter((name) => name.endsWith(".jpg")).sort();
  }

  async hashes(): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    for (const name of await this.names()) {
      const path = join(this.folder, name);
      hashes.set(path, sha256(await readFile(path)));
    }
    return hashes;
  }
}

/** SQLite's own check, on a copy of the files exactly as the killed process left them; null without such files. */
export async function integrityProblem(dataDirectory: string): Promise<string | null> {
  const copy = `${dataDirectory}-copy`;
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  const directory = join(dataDirectory, "default");
  for (const name of await readdir(directory).catch(() => [])) {
    if (/^index\.sqlite(-wal)?$/.test(name)) await cp(join(directory, name), join(copy, name));
  }
  if ((await readdir(copy)).length === 0) return null;
  const database = new sqlite.Database(join(copy, "index.sqlite"));
  try {
    database.exec("pragma locking_mode = exclusive");
    const [row] = database.all("pragma integrity_check");
    const answer = String(row?.integrity_check);
    return answer === "ok" ? null : answer;
  } finally {
    database.close();
  }
}

/** The pictures that a search finds: by content, the paths that it shows. */
export type Visible = Map<string, string[]>;

/**
 * Opens the index and looks for anything that a search must never show.
 * @param folders are searched one by one; without any, the index is, down to 1,000 matches
 */
export async function findVisibleFaults(
  options: RevimgOptions,
  anyPicture: string,
  folders: readonly string[] = [],
): Promise<{ faults: string[]; visible: Visible }> {
  await using revimg = await createRevimg(options);
  const matches = await allMatches(revimg, anyPicture, folders);
  const faults: string[] = [];
  const visible: Visible = new Map();
  const look = async (match: Match) => {
    const row = await revimg.get(match.id);
    if (row?.status !== "indexed") faults.push(`${match.id} is shown with status ${row?.status}`);
    const original = await revimg.readImage(match.id);
    const hash = sha256(await buffer(original!.stream));
    if (hash !== row?.contentHash) faults.push(`${match.id} has other bytes than its row says`);
    if (visible.has(hash)) faults.push(`${match.id} is there twice`);
    const thumbnail = await revimg.readImage(match.id, { variant: "thumbnail" });
    const { format } = await sharp(await buffer(thumbnail!.stream)).metadata();
    if (format !== "jpeg") faults.push(`the thumbnail of ${match.id} is not JPEG`);
    const paths = match.sources.flatMap(({ path }) => path ?? []);
    visible.set(hash, paths);
  };
  for (let i = 0; i < matches.length; i += 8) {
    await Promise.all(matches.slice(i, i + 8).map(look));
  }
  const { count } = await revimg.stats();
  if (count !== matches.length)
    faults.push(`${count} rows are indexed, ${matches.length} are found`);
  return { faults, visible };
}

async function allMatches(
  revimg: Revimg,
  image: string,
  folders: readonly string[],
): Promise<Match[]> {
  const all = new Map<string, Match>();
  const filters = folders.length > 0 ? folders.map((folder) => ({ folder })) : [{}];
  for (const filter of filters) {
    let cursor: string | undefined;
    do {
      const query = { image, filter, limit: 1000, ...(cursor && { cursor }) };
      const { matches, nextCursor } = await revimg.search(query);
      for (const match of matches) all.set(match.id, match);
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return [...all.values()];
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
