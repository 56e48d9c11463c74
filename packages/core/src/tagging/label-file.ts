import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../lib/make-folder.js";

/**
 * Label embeddings on disk. A file may hold only the first words; then the next run
 * continues after them.
 *
 *   offset  bytes  content
 *        0      8  "RVLABEL1"
 *        8     32  the key: a hash of all that the embeddings follow from
 *       40      4  number of rows, as uint32
 *       44      4  dimension, as uint32
 *       48     32  SHA-256 of the rows
 *       80         rows of `dimension` float32 each, L2 norm 1
 *
 * Numbers are in the byte order of the machine, little-endian wherever the model runs.
 */
const magic = Buffer.from("RVLABEL1");
const headerBytes = 80;

export interface LabelFile {
  path: string;
  /** 64 hex digits. */
  key: string;
  dimension: number;
}

/** The rows in a file, at most `maxRows`; null when it is absent, damaged or made of other labels. */
export async function readLabelFile(
  { path, key, dimension }: LabelFile,
  maxRows: number,
): Promise<Float32Array | null> {
  const bytes = await readFile(path).catch(() => null);
  if (!bytes || bytes.length < headerBytes) return null;
  const rowCount = bytes.readUInt32LE(40);
  const body = bytes.subarray(headerBytes);
  const isOurs =
    bytes.subarray(0, 8).equals(magic) &&
    bytes.toString("hex", 8, 40) === key &&
    bytes.readUInt32LE(44) === dimension &&
    rowCount <= maxRows &&
    body.length === rowCount * dimension * Float32Array.BYTES_PER_ELEMENT;
  if (!isOurs || !bytes.subarray(48, headerBytes).equals(await sha256(body))) return null;
  // A copy, because a buffer of Node may begin at any address.
  return new Float32Array(new Uint8Array(body).buffer);
}

/** Replaces the file in one step. Rejects with the system's error and leaves no draft. */
export async function writeLabelFile(
  { path, key, dimension }: LabelFile,
  rows: Float32Array,
): Promise<void> {
  const body = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
  const header = Buffer.alloc(headerBytes);
  magic.copy(header, 0);
  header.write(key, 8, "hex");
  header.writeUInt32LE(rows.length / dimension, 40);
  header.writeUInt32LE(dimension, 44);
  (await sha256(body)).copy(header, 48);
  await makeFolder(dirname(path));
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, "wx");
    try {
      await file.writev([header, body]);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

/** Hashes off the event loop: these are megabytes. */
async function sha256(bytes: Buffer): Promise<Buffer> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes));
}
