import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { RevimgError } from "../errors.js";
import type { BlobStat, BlobStore } from "../stores/blob-store.js";

const draftMark = ".draft-";

/** A `BlobStore` in a folder: a key is a path below it. */
export function fsBlobs(options: { directory: string }): BlobStore {
  const root = resolve(options.directory);
  let closed = false;

  const pathOf = (key: string): string => {
    if (closed) throw new RevimgError("disposed", "The blob store was closed.", { adapter: "fs" });
    const path = resolve(root, key);
    if (!path.startsWith(root + sep) || key.includes(draftMark)) {
      throw new RevimgError("invalid_input", `"${key}" is not a key of a blob.`, { adapter: "fs" });
    }
    return path;
  };

  const close = async () => {
    closed = true;
  };

  return {
    name: "fs",

    async put(key, bytes, { signal } = {}) {
      const path = pathOf(key);
      const draft = `${path}${draftMark}${randomUUID()}`;
      try {
        signal?.throwIfAborted();
        const made = await mkdir(dirname(path), { recursive: true });
        await writeSynced(draft, bytes);
        signal?.throwIfAborted();
        await rename(draft, path);
        await syncFolder(dirname(path));
        if (made) await syncFolder(dirname(made));
      } catch (error) {
        await rm(draft, { force: true });
        throw signal?.aborted ? signal.reason : translate(error, "write");
      }
    },

    async get(key, { range, signal } = {}) {
      const stat = await this.stat(key, { signal });
      if (!stat) return null;
      // A stream that is made with an aborted signal fails before anyone listens to it.
      signal?.throwIfAborted();
      const file = createReadStream(pathOf(key), { ...range, signal });
      return { stream: Readable.toWeb(file) as ReadableStream<Uint8Array>, stat };
    },

    async stat(key, { signal } = {}): Promise<BlobStat | null> {
      signal?.throwIfAborted();
      try {
        return { size: (await stat(pathOf(key))).size };
      } catch (error) {
        if (isMissing(error)) return null;
        throw translate(error, "read");
      }
    },

    async delete(keys, { signal } = {}) {
      for (const key of keys) {
        signal?.throwIfAborted();
        await rm(pathOf(key), { force: true }).catch((error) => {
          throw translate(error, "delete");
        });
      }
    },

    async *list({ prefix = "", signal } = {}) {
      for await (const path of walk(root)) {
        signal?.throwIfAborted();
        const key = path
          .slice(root.length + 1)
          .split(sep)
          .join("/");
        if (key.startsWith(prefix) && !key.includes(draftMark)) yield key;
      }
    },

    close,
    [Symbol.asyncDispose]: close,
  };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A name lasts through a power cut once its folder is synced. Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function* walk(directory: string): AsyncIterable<string> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error) => {
    if (isMissing(error)) return [];
    throw translate(error, "list");
  });
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function translate(error: unknown, action: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new RevimgError(
      "disk_full",
      "The disk that holds the pictures is full. Nothing indexed so far is lost: free some room and run the same command again.",
      { adapter: "fs", cause: error },
    );
  }
  return new RevimgError("store_failed", `The picture folder failed to ${action}: ${message}`, {
    adapter: "fs",
    cause: error,
  });
}
