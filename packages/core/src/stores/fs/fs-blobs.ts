import { link, opendir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { RevimgError } from "../../lib/errors.js";
import { checkBlobKey, isBlobKey } from "../blob-key.js";
import type { BlobStore } from "../blob-store.js";
import { checkByteRange } from "../byte-range.js";
import { Drafts, draftsFolder } from "./drafts.js";
import { codeOf, isMissing, toStoreError } from "./file-errors.js";
import { openFileStream } from "./file-stream.js";
import { FolderSync } from "./folder-sync.js";
import { fromFileName, fromFolderName, toPath } from "./key-paths.js";

export interface FsBlobsOptions {
  /** Made when absent. Several processes may share it. */
  directory: string;
}

/**
 * A `BlobStore` in a folder: a key is a path below it. A blob is written to a draft,
 * synced, and moved to its place. So a process killed at any moment leaves the old
 * bytes or the new ones. `ifAbsent` needs hard links to choose one of two writers at
 * the same instant. On file systems without them both may hear that they wrote, and the
 * later bytes stay.
 */
export function fsBlobs(options: FsBlobsOptions): BlobStore {
  const root = resolve(options.directory);
  const folders = new FolderSync(root);
  const drafts = new Drafts(join(root, draftsFolder), folders);
  let closed = false;

  const checkOpen = () => {
    if (closed) throw new RevimgError("disposed", "The blob store was closed.", { adapter: "fs" });
  };
  const pathOf = (key: string) => {
    checkOpen();
    checkBlobKey(key, "fs");
    return join(root, toPath(key));
  };
  const close = async () => {
    closed = true;
  };

  return {
    name: "fs",
    location: root,
    capabilities: { contentType: false, maxBatch: 1_000 },

    async put(key, body, { ifAbsent = false, signal } = {}) {
      const path = pathOf(key);
      signal?.throwIfAborted();
      if (ifAbsent && (await onDisk("read", signal, () => sizeOf(path))) !== null) {
        if (body instanceof ReadableStream) await body.cancel();
        await onDisk("write", signal, () => folders.sync(path));
        return false;
      }
      const draft = await drafts.write(body, signal);
      let isLeft = true;
      const place = async () => {
        signal?.throwIfAborted();
        if (ifAbsent) return moveIfAbsent(draft, path);
        await rename(draft, path);
        isLeft = false;
        return true;
      };
      try {
        return await onDisk("write", signal, async () => {
          const moved = await folders.within(dirname(path), place);
          await folders.sync(path);
          return moved;
        });
      } finally {
        // What became of the blob is what counts; a draft that stays is swept later.
        if (isLeft) await drafts.remove(draft).catch(() => {});
      }
    },

    async get(key, { range, signal } = {}) {
      const path = pathOf(key);
      if (range) checkByteRange(range, "fs");
      signal?.throwIfAborted();
      return openFileStream(path, { range, signal });
    },

    async stat(key, { signal } = {}) {
      const path = pathOf(key);
      signal?.throwIfAborted();
      const size = await onDisk("read", signal, () => sizeOf(path));
      return size === null ? null : { size, contentType: null };
    },

    async delete(keys, { signal } = {}) {
      const paths = keys.map(pathOf);
      checkOpen();
      signal?.throwIfAborted();
      for (const path of paths) {
        signal?.throwIfAborted();
        await onDisk("delete", signal, () => rm(path, { force: true }));
      }
    },

    async *list({ prefix = "", signal } = {}) {
      checkOpen();
      signal?.throwIfAborted();
      for await (const key of walk({ root, prefix }, root, "")) {
        signal?.throwIfAborted();
        checkOpen();
        yield key;
      }
    },

    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * An abort that came meanwhile counts first. A failure of the file system becomes an
 * error of ours.
 */
async function onDisk<T>(
  action: "read" | "write" | "delete",
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    if (action === "read") signal?.throwIfAborted();
    return result;
  } catch (error) {
    throw signal?.aborted ? signal.reason : toStoreError(error, action);
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function moveIfAbsent(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    if (code === undefined || !noLinks.has(code)) throw error;
    if ((await sizeOf(path)) !== null) return false;
    await rename(draft, path);
    return true;
  }
}

/** The codes of file systems without hard links. */
const noLinks = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"]);

/**
 * The keys below a folder whose keys begin with `start`. Looks only where keys may
 * begin with `prefix`.
 */
async function* walk(
  { root, prefix }: { root: string; prefix: string },
  folder: string,
  start: string,
): AsyncIterable<string> {
  const entries = await opendir(folder).catch((error) => {
    if (isMissing(error)) return [];
    throw toStoreError(error, "list");
  });
  try {
    for await (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        const added = fromFolderName(entry.name);
        const inner = start + added;
        if (added === null || !(inner.startsWith(prefix) || prefix.startsWith(inner))) continue;
        yield* walk({ root, prefix }, path, inner);
      } else {
        const key = start + fromFileName(entry.name);
        // Another program's file may have a name that this store would not give.
        const isOurs = isBlobKey(key) && join(root, toPath(key)) === path;
        if (isOurs && key.startsWith(prefix)) yield key;
      }
    }
  } catch (error) {
    throw toStoreError(error, "list");
  }
}
