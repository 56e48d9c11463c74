import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeptPicture, UploadKeeper } from "../app/lib/app-context";

export interface KeptUploadsOptions {
  /** A folder of this server alone; it is made when the first picture comes. */
  directory: string;
  /** Bytes of all pictures. The oldest make room. Default 512 MiB. */
  maxBytes?: number;
  /** How many there may be. Default 5,000. */
  maxCount?: number;
  /** How long one is kept. Default a day. */
  maxAgeMs?: number;
  /** Milliseconds since 1970. Default: the clock. */
  now?: () => number;
}

/** 144 bits: nobody finds one by trying. */
const idBytes = 18;
const idPattern = /^[\w-]{24}$/;
const oneDayMs = 86_400_000;

/**
 * Pictures that visitors have searched with, so that the address of such a search can be
 * opened again. Whoever knows an id can see its picture. A picture is one file: its name
 * as JSON in the first line, then its bytes.
 */
export class KeptUploads implements UploadKeeper {
  readonly #options: Required<KeptUploadsOptions>;
  #tidying: Promise<void> = Promise.resolve();

  constructor(options: KeptUploadsOptions) {
    const defaults = { maxBytes: 512 * 1024 * 1024, maxCount: 5_000, maxAgeMs: oneDayMs };
    this.#options = { ...defaults, now: Date.now, ...options };
  }

  async keep({ name, bytes }: KeptPicture): Promise<string> {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const id = randomBytes(idBytes).toString("base64url");
    const header = Buffer.from(`${JSON.stringify({ name: name.slice(0, 200) })}\n`);
    const partial = join(directory, `${id}.part`);
    await writeFile(partial, Buffer.concat([header, bytes]), { mode: 0o600 });
    const seconds = this.#options.now() / 1_000;
    await utimes(partial, seconds, seconds);
    await rename(partial, join(directory, id));
    // One at a time, so that two do not count the same files.
    this.#tidying = this.#tidying.then(() => this.#tidy()).catch(() => {});
    await this.#tidying;
    return id;
  }

  async read(id: string): Promise<KeptPicture | null> {
    if (!idPattern.test(id)) return null;
    const path = join(this.#options.directory, id);
    try {
      if (this.#isOver((await stat(path)).mtimeMs)) return null;
      const content = await readFile(path);
      const end = content.indexOf("\n");
      const { name } = JSON.parse(content.subarray(0, end).toString()) as { name: string };
      return { name, bytes: content.subarray(end + 1) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  #isOver(keptAt: number): boolean {
    return this.#options.now() - keptAt > this.#options.maxAgeMs;
  }

  /** Removes what is too old, and then the oldest until all are within the bounds. */
  async #tidy(): Promise<void> {
    const { directory, maxBytes, maxCount } = this.#options;
    const files = await Promise.all(
      (await readdir(directory)).map((name) => fileAt(directory, name)),
    );
    const newestFirst = files.filter((file) => file !== null).sort((a, b) => b.keptAt - a.keptAt);
    let [bytes, count] = [0, 0];
    for (const file of newestFirst) {
      bytes += file.size;
      count += 1;
      const isTooMuch = count > 1 && (bytes > maxBytes || count > maxCount);
      if (isTooMuch || this.#isOver(file.keptAt)) await rm(file.path, { force: true });
    }
  }
}

async function fileAt(directory: string, name: string) {
  const path = join(directory, name);
  const { size, mtimeMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: null }));
  return mtimeMs === null ? null : { path, size, keptAt: mtimeMs };
}
