import { type FileHandle, open } from "node:fs/promises";
import { endianness } from "node:os";
import { RevimgError } from "../lib/errors.js";

/** A multiple of 64 with room for any shape. The header is written again, in place, at the end. */
const headerBytes = 128;

/**
 * Writes a matrix of float32 row by row in NumPy's format 1.0 ("A Simple File
 * Format for NumPy Arrays", NEP 1): a header that tells the shape, then the values
 * in rows, little-endian.
 */
export class NpyWriter {
  readonly #handle: FileHandle;
  readonly #columns: number;
  #rows = 0;

  private constructor(handle: FileHandle, columns: number) {
    this.#handle = handle;
    this.#columns = columns;
  }

  static async create(path: string, columns: number): Promise<NpyWriter> {
    const handle = await open(path, "w");
    await handle.write(header(0, columns), 0, headerBytes, 0);
    return new NpyWriter(handle, columns);
  }

  /** Null is a row of zeros. */
  async append(rows: readonly (Float32Array | null)[]): Promise<void> {
    const width = 4 * this.#columns;
    const bytes = Buffer.alloc(width * rows.length);
    for (const [i, row] of rows.entries()) {
      if (row) bytes.set(new Uint8Array(row.buffer, row.byteOffset, width), i * width);
    }
    if (endianness() === "BE") bytes.swap32();
    await this.#handle.write(bytes, 0, bytes.length, headerBytes + width * this.#rows);
    this.#rows += rows.length;
  }

  async finish(): Promise<void> {
    await this.#handle.write(header(this.#rows, this.#columns), 0, headerBytes, 0);
    await this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Reads rows of such a matrix, also of one that NumPy wrote. */
export class NpyReader {
  readonly rows: number;
  readonly columns: number;
  readonly #handle: FileHandle;
  readonly #start: number;

  private constructor(handle: FileHandle, start: number, rows: number, columns: number) {
    this.#handle = handle;
    this.#start = start;
    this.rows = rows;
    this.columns = columns;
  }

  /** Throws `invalid_input` on anything but a matrix of little-endian float32 in rows. */
  static async open(path: string): Promise<NpyReader> {
    const handle = await open(path, "r");
    try {
      const { buffer } = await handle.read(Buffer.alloc(10), 0, 10, 0);
      const length = buffer.readUInt16LE(8);
      const { buffer: bytes } = await handle.read(Buffer.alloc(length), 0, length, 10);
      const text = bytes.toString("latin1");
      const shape = /'shape':\s*\((\d+),\s*(\d+),?\s*\)/.exec(text);
      const isRight =
        buffer.toString("latin1", 0, 7) === "\x93NUMPY\x01" &&
        /'descr':\s*'<f4'/.test(text) &&
        /'fortran_order':\s*False/.test(text);
      if (!isRight || !shape) {
        throw new RevimgError(
          "invalid_input",
          `${path} is no matrix of float32 in NumPy's format.`,
        );
      }
      return new NpyReader(handle, 10 + length, Number(shape[1]), Number(shape[2]));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** One row; null for a row of zeros, and beyond the end. */
  async row(index: number): Promise<Float32Array | null> {
    const width = 4 * this.columns;
    const bytes = Buffer.alloc(width);
    const { bytesRead } = await this.#handle.read(bytes, 0, width, this.#start + index * width);
    if (bytesRead < width) return null;
    if (endianness() === "BE") bytes.swap32();
    const row = new Float32Array(bytes.buffer, bytes.byteOffset, this.columns).slice();
    return row.every((value) => value === 0) ? null : row;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

function header(rows: number, columns: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const bytes = Buffer.alloc(headerBytes, " ");
  bytes.write("\x93NUMPY\x01\x00", 0, "latin1");
  bytes.writeUInt16LE(headerBytes - 10, 8);
  bytes.write(text, 10, "latin1");
  bytes.write("\n", headerBytes - 1, "latin1");
  return bytes;
}
