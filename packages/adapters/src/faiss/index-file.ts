import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { IndexFile } from "./protocol.js";

const blockBytes = 8 * 1024 * 1024;

/** The file is not the one that was written. It must be made again. */
export class DamagedFileError extends Error {}

/**
 * The slots of the rows in the file. Throws `DamagedFileError` unless the file is
 * there, whole and unchanged.
 */
export function readSlots({ path, bytes, sha256, rows }: IndexFile): Int32Array {
  const found = statSync(path, { throwIfNoEntry: false })?.size;
  if (found === undefined) throw new DamagedFileError("the file is gone");
  if (found !== bytes) throw new DamagedFileError(`the file has ${found} bytes, not ${bytes}`);
  if (hashOf(path) !== sha256) throw new DamagedFileError("the file's checksum is wrong");
  const slots = new Int32Array(rows);
  const file = openSync(path, "r");
  try {
    readSync(file, slots, 0, slots.byteLength, bytes - slots.byteLength);
  } finally {
    closeSync(file);
  }
  return slots;
}

/**
 * Writes the slots behind the data of FAISS in `draft`, syncs the file, and renames
 * it to `path`.
 */
export function completeFile(
  draft: string,
  path: string,
  slots: Int32Array,
): { bytes: number; sha256: string } {
  const file = openSync(draft, "r+");
  try {
    const bytes = new Uint8Array(slots.buffer, slots.byteOffset, slots.byteLength);
    let at = statSync(draft).size;
    for (let written = 0; written < bytes.length; ) {
      const count = writeSync(file, bytes, written, bytes.length - written, at);
      written += count;
      at += count;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const result = { bytes: statSync(draft).size, sha256: hashOf(draft) };
  renameSync(draft, path);
  syncFolder(dirname(path));
  return result;
}

/** Windows has no way to sync a folder, and no need. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function hashOf(path: string): string {
  const hash = createHash("sha256");
  const block = Buffer.allocUnsafe(blockBytes);
  const file = openSync(path, "r");
  try {
    for (let count = readSync(file, block); count > 0; count = readSync(file, block)) {
      hash.update(block.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
