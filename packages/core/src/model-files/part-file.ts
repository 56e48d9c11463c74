import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../lib/make-folder.js";

/**
 * The bytes of a file that have arrived so far, in `<target>.part`. The part file
 * outlives the process. `finish` gives the file its own name when it is whole and
 * right.
 */
export class PartFile {
  #hash: Hash = createHash("sha256");
  #size = 0;
  /** ETag of the version that the bytes belong to; null when the server gave none. */
  #etag: string | null = null;

  private constructor(
    private readonly target: string,
    private readonly handle: FileHandle,
  ) {}

  /** Opens what an earlier run left, or makes an empty one. */
  static async open(target: string, signal?: AbortSignal): Promise<PartFile> {
    await makeFolder(dirname(target));
    const handle = await open(`${target}.part`, constants.O_RDWR | constants.O_CREAT, 0o644);
    const part = new PartFile(target, handle);
    try {
      await part.#readAgain(signal);
      return part;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  get etag(): string | null {
    return this.#etag;
  }

  /** SHA-256 of the bytes so far, in hex digits. */
  get sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await this.handle.write(
        chunk,
        done,
        chunk.length - done,
        this.#size,
      );
      this.#hash.update(chunk.subarray(done, done + bytesWritten));
      this.#size += bytesWritten;
      done += bytesWritten;
    }
  }

  /** Drops the bytes. `etag` belongs to the version that comes now. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.#size = 0;
    this.#hash = createHash("sha256");
    await this.setEtag(null);
  }

  async setEtag(etag: string | null): Promise<void> {
    if (etag === this.#etag) return;
    this.#etag = etag;
    if (etag === null) await rm(this.#notes, { force: true });
    else await writeFile(this.#notes, JSON.stringify({ etag }));
  }

  /** Gives the file its own name, once its bytes are on the disk. */
  async finish(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    await rename(`${this.target}.part`, this.target);
    await rm(this.#notes, { force: true });
    await syncDirectory(dirname(this.target));
  }

  /** Removes the bytes. */
  async discard(): Promise<void> {
    await this.handle.close();
    await this.#remove();
  }

  /** Keeps the bytes for another run. An empty file is removed. */
  async close(): Promise<void> {
    if (this.#size === 0) await this.#remove();
    await this.handle.close();
  }

  get #notes(): string {
    return `${this.target}.part.json`;
  }

  async #remove(): Promise<void> {
    await rm(`${this.target}.part`, { force: true });
    await rm(this.#notes, { force: true });
  }

  async #readAgain(signal: AbortSignal | undefined): Promise<void> {
    const buffer = Buffer.alloc(256 * 1024);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, this.#size);
      if (bytesRead === 0) break;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#size += bytesRead;
    }
    const notes = await readFile(this.#notes, "utf8").catch(() => "{}");
    try {
      const { etag } = JSON.parse(notes) as { etag?: unknown };
      this.#etag = typeof etag === "string" ? etag : null;
    } catch {
      // Without the etag the bytes may be of another version. The hash at the end decides.
      this.#etag = null;
    }
  }
}

/** Makes the new name survive a power cut. Not every system can do this. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
