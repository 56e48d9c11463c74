import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createRevimg, type Match, type Revimg } from "@revimg/core";
import sqlite from "node-sqlite3-wasm";
import sharp from "sharp";

/** A folder of small pictures that differ from each other, and may be repainted. */
export class Pictures {
  readonly folder: string;
  #painted = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async paint(count: number): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (let i = 0; i < count; i++) await this.repaint(`${String(i).padStart(4, "0")}.jpg`);
  }

  /** Puts a new picture into a file. */
  async repaint(name: string): Promise<void> {
    const n = ++this.#painted;
    const hue = (n * 137.5) % 360;
    const [x, y, r] = [(n * 29) % 96, (n * 53) % 96, 8 + (n % 40)];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="hsl(${hue},60%,70%)"/><circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(hue + 150) % 360},70%,35%)"/><rect x="${y}" y="${x}" width="${r}" height="${n % 31}" fill="hsl(${n % 360},80%,50%)"/></svg>`;
    await writeFile(join(this.folder, name), await sharp(Buffer.from(svg)).png().toBuffer());
  }

  async names(): Promise<string[]> {
    return (await readdir(this.folder)).sort();
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

/** SQLite's own check, on a copy of the files exactly as the killed process left them. */
export async function integrityProblem(dataDirectory: string): Promise<string | null> {
  const copy = `${dataDirectory}-copy`;
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  const directory = join(dataDirectory, "default");
  for (const name of await readdir(directory).catch(() => [])) {
    if (/^index\.sqlite(-wal)?$/.test(name)) await cp(join(directory, name), join(copy, name));
  }
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

/** Opens the index and looks for anything that a search must never show. */
export async function findVisibleFaults(
  dataDirectory: string,
  anyPicture: string,
): Promise<{ faults: string[]; visible: Map<string, string> }> {
  await using revimg = await createRevimg({ dataDirectory, model: "mini" });
  const matches = await allMatches(revimg, anyPicture);
  const faults: string[] = [];
  const visible = new Map<string, string>();
  const hashes = new Set<string>();
  for (const match of matches) {
    const row = await revimg.get(match.id);
    if (row?.status !== "indexed") faults.push(`${match.id} is shown with status ${row?.status}`);
    const original = await revimg.readImage(match.id);
    const hash = sha256(await buffer(original!.stream));
    if (hash !== row?.contentHash) faults.push(`${match.id} has other bytes than its row says`);
    if (hashes.has(hash)) faults.push(`${match.id} is there twice`);
    hashes.add(hash);
    const thumbnail = await revimg.readImage(match.id, { variant: "thumbnail" });
    const { format } = await sharp(await buffer(thumbnail!.stream)).metadata();
    if (format !== "webp") faults.push(`the thumbnail of ${match.id} is not WebP`);
    for (const { path } of match.sources) {
      if (path === undefined) continue;
      if (visible.has(path)) faults.push(`${path} leads to two pictures`);
      visible.set(path, hash);
    }
  }
  const { count } = await revimg.stats();
  if (count !== matches.length)
    faults.push(`${count} rows are indexed, ${matches.length} are found`);
  return { faults, visible };
}

async function allMatches(revimg: Revimg, image: string): Promise<Match[]> {
  return (await revimg.search({ image, limit: 1000 })).matches;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
