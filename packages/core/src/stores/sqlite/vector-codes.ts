import type { ScanIndex } from "../../scan/scan-index.js";
import type { Database } from "./database.js";

/** Slots of one stored chunk of int8 rows: half a megabyte at 512 dimensions. */
const chunkSlots = 1024;

/** A chunk with so many stale slots is stored again: opening reads their float32 vectors one by one. */
const mostStale = chunkSlots / 4;

/** Fewer rows after the last full chunk are read from their vectors: writing them takes longer. */
const leastKept = 64;

/**
 * Keeps the scan's int8 rows in the file, in chunks, so that they need not be made anew
 * at every opening. The last chunk may be a short one, which is kept from a close
 * until the next write after it.
 */
export class VectorCodes {
  readonly #database: Database;
  readonly #space: number;
  readonly #scan: ScanIndex;
  /** First slot that no full chunk covers yet. */
  #storedUntil = 0;
  /** Whether the file has a short chunk after the full ones, as it is now. */
  #hasShort = false;
  /** By chunk; at least the number of its rows in `stale`. */
  readonly #staleCounts = new Map<number, number>();

  constructor(database: Database, space: number, scan: ScanIndex) {
    this.#database = database;
    this.#space = space;
    this.#scan = scan;
  }

  /** Fills the scan's memory from the stored chunks and, for what they lack, from the vectors. */
  load(): void {
    const chunks = this.#database.all(`select chunk from codes_${this.#space} order by chunk`);
    for (const { chunk } of chunks) {
      const row = this.#database.get(`select rows from codes_${this.#space} where chunk = ?`, [
        Number(chunk),
      ]);
      this.#scan.importRows(Number(chunk) * chunkSlots, row?.rows as Uint8Array);
    }
    const { slotEnd } = this.#scan;
    this.#storedUntil = slotEnd - (slotEnd % chunkSlots);
    this.#hasShort = slotEnd > this.#storedUntil;
    this.#loadStale();
    if (!this.#hasShort) this.#loadUnstored();
    this.store();
  }

  /** Notes, in the transaction that changes them, that the stored codes of these slots are no longer right. */
  markStale(slots: readonly number[]): void {
    const covered = slots.filter((slot) => slot < this.#storedUntil);
    for (const slot of covered) {
      this.#database.run(`insert or ignore into stale_${this.#space} values (?)`, [slot]);
      this.#countStale(slot);
    }
    if (covered.length === slots.length) return;
    // Also where none is known of: an earlier transaction that removed one may have been rolled back.
    this.#hasShort = false;
    const chunk = this.#storedUntil / chunkSlots;
    this.#database.run(`delete from codes_${this.#space} where chunk = ?`, [chunk]);
  }

  /** After a committed change: stores the chunks that are full by now, and again those with many stale slots. */
  store(): void {
    for (const [chunk, count] of this.#staleCounts) {
      if (count >= mostStale) this.#storeChunk(chunk);
    }
    for (; this.#storedUntil + chunkSlots <= this.#scan.slotEnd; this.#storedUntil += chunkSlots) {
      this.#storeChunk(this.#storedUntil / chunkSlots);
    }
  }

  /** Before the file is closed: stores what no full chunk covers. */
  storeShort(): void {
    const count = this.#scan.slotEnd - this.#storedUntil;
    if (this.#hasShort || count < leastKept) return;
    this.#storeChunk(this.#storedUntil / chunkSlots, count);
    this.#hasShort = true;
  }

  #storeChunk(chunk: number, count = chunkSlots): void {
    const first = chunk * chunkSlots;
    this.#database.transaction(() => {
      this.#database.run(`insert or replace into codes_${this.#space} values (?, ?)`, [
        chunk,
        this.#scan.exportRows(first, count),
      ]);
      this.#database.run(`delete from stale_${this.#space} where slot >= ? and slot < ?`, [
        first,
        first + chunkSlots,
      ]);
    });
    this.#staleCounts.delete(chunk);
  }

  #countStale(slot: number): void {
    const chunk = Math.floor(slot / chunkSlots);
    this.#staleCounts.set(chunk, (this.#staleCounts.get(chunk) ?? 0) + 1);
  }

  #loadStale(): void {
    const slots = this.#database.all(`select slot from stale_${this.#space}`);
    for (const slot of slots.map((row) => Number(row.slot))) {
      const row = this.#database.get(`select vector from vectors_${this.#space} where slot = ?`, [
        slot,
      ]);
      if (row) this.#scan.set(slot, toFloats(row.vector as Uint8Array));
      else this.#scan.delete(slot);
      this.#countStale(slot);
    }
  }

  /** The rows after the last stored chunk, a page at a time. */
  #loadUnstored(): void {
    let last = this.#storedUntil - 1;
    for (;;) {
      const rows = this.#database.all(
        `select slot, vector from vectors_${this.#space} where slot > ? order by slot limit ?`,
        [last, chunkSlots],
      );
      for (const row of rows) {
        last = Number(row.slot);
        this.#scan.set(last, toFloats(row.vector as Uint8Array));
      }
      if (rows.length < chunkSlots) return;
    }
  }
}

/** The numbers of a blob: a copy where its bytes are not aligned to four. */
export function toFloats(bytes: Uint8Array): Float32Array {
  const isAligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset, length } = isAligned ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, length / Float32Array.BYTES_PER_ELEMENT);
}
