import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeFolder } from "../lib/make-folder.js";
import type { ModelFile } from "./model-manifest.js";

export type FileState = "ok" | "missing" | "corrupt";

export interface CheckOptions {
  /** Holds notes of the files that were found right. */
  cacheDirectory: string;
  /** Believes an earlier check of a file that has not changed since. */
  trustStamp: boolean;
  signal?: AbortSignal | undefined;
}

/** Smaller files are always hashed: that is quicker than reading the note. */
const stampFromBytes = 16 * 1024 * 1024;

/** What is noted of a right file. It is not hashed again while these stay the same. */
interface Stamp {
  size: number;
  mtimeMs: number;
  sha256: string;
}

/** Whether a file is the one that a manifest names. Rejects with the signal's reason. */
export async function checkFile(
  path: string,
  file: ModelFile,
  { cacheDirectory, trustStamp, signal }: CheckOptions,
): Promise<FileState> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (!stats) return "missing";
  const stampFile = stampPath(path, cacheDirectory);
  if (!stats.isFile() || (file.bytes !== null && stats.size !== file.bytes)) {
    await rm(stampFile, { force: true }).catch(() => {});
    return "corrupt";
  }
  const stamp: Stamp = { size: stats.size, mtimeMs: stats.mtimeMs, sha256: file.sha256 };
  const isLarge = stats.size >= stampFromBytes;
  if (isLarge && trustStamp && (await isStamped(stampFile, stamp))) return "ok";
  const right = (await hashFile(path, signal)) === file.sha256;
  if (!right) await rm(stampFile, { force: true }).catch(() => {});
  else if (isLarge) await writeStamp(stampFile, stamp, cacheDirectory);
  return right ? "ok" : "corrupt";
}

/** SHA-256 in hex digits. */
async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  // Small pieces, because each one holds up the thread that hashes it.
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    signal?.throwIfAborted();
    hash.update(chunk as Uint8Array);
  }
  return hash.digest("hex");
}

/** Notes are in the cache, because the user's own folder may not be writable. */
function stampPath(path: string, cacheDirectory: string): string {
  const name = createHash("sha256").update(resolve(path)).digest("hex").slice(0, 32);
  return join(cacheDirectory, ".verified", `${name}.json`);
}

async function isStamped(stampFile: string, { size, mtimeMs, sha256 }: Stamp): Promise<boolean> {
  try {
    const stamp = JSON.parse(await readFile(stampFile, "utf8")) as Stamp;
    return stamp.size === size && stamp.mtimeMs === mtimeMs && stamp.sha256 === sha256;
  } catch {
    return false;
  }
}

/** A cache that can't be written, as in a container image, costs only a check at each start. */
async function writeStamp(stampFile: string, stamp: Stamp, cacheDirectory: string): Promise<void> {
  const draft = `${stampFile}.${process.pid}`;
  try {
    await makeFolder(join(cacheDirectory, ".verified"));
    await writeFile(draft, JSON.stringify(stamp));
    await rename(draft, stampFile);
  } catch {
    await rm(draft, { force: true }).catch(() => {});
  }
}
