import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RevimgError } from "@revimg/core";
import { hasEnded, processIdentity } from "../process-identity.js";

export interface UploadFolderOptions {
  /** Where the files lie. Default: `revimg-uploads` in the system's temporary folder. */
  directory?: string | undefined;
  /** Most bytes of all files together. */
  maxBytes: number;
}

/** The files of one upload, until it is indexed. */
export interface UploadBatch {
  /** Writes a picture and resolves to its path. Rejects with `overloaded` when there is no room. */
  save(bytes: Uint8Array): Promise<string>;
  /** Removes the files. A second call does nothing. */
  remove(): Promise<void>;
}

/**
 * Pictures that wait to be indexed, in files of a bounded folder. Only this user may read
 * them. Several processes may share the folder; what one leaves behind when it crashes,
 * the next one removes.
 */
export class UploadFolder {
  readonly #directory: string;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor({ directory, maxBytes }: UploadFolderOptions) {
    this.#directory = directory ?? join(tmpdir(), "revimg-uploads");
    this.#maxBytes = maxBytes;
  }

  /** Bytes of all files that this process keeps there. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Removes the files of processes that have ended. */
  async removeAbandoned(): Promise<void> {
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names) {
      if (!hasEnded(name)) continue;
      await rm(join(this.#directory, name), { recursive: true, force: true });
    }
  }

  /** Begins an upload. */
  openBatch(): UploadBatch {
    const folder = join(this.#directory, processIdentity, randomUUID());
    let bytes = 0;
    let count = 0;
    return {
      save: async (content) => {
        if (this.#bytes + content.byteLength > this.#maxBytes) throw noRoom(this.#maxBytes);
        // Counted before it is written: others write at the same time.
        this.#bytes += content.byteLength;
        bytes += content.byteLength;
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const path = join(folder, String(count++));
        await writeFile(path, content, { mode: 0o600, flag: "wx" });
        return path;
      },
      remove: async () => {
        await rm(folder, { recursive: true, force: true });
        this.#bytes -= bytes;
        bytes = 0;
      },
    };
  }

  /** Removes the files of this process. */
  async close(): Promise<void> {
    // Another handler of this process may have files there, so only an empty folder goes.
    await rm(join(this.#directory, processIdentity), { recursive: false }).catch(() => {});
  }
}

function noRoom(maxBytes: number): RevimgError {
  return new RevimgError(
    "overloaded",
    "Too many uploaded pictures wait to be indexed. Send this one again later.",
    { details: { maxBytes, retryAfterMs: 10_000 } },
  );
}
