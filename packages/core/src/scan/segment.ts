import type { SharedMemory } from "../lib/web-assembly.js";
import { groupRows, type RowEncoder, sliceDimensions } from "./encoder.js";
import { allocateShared, instantiateKernel, type ScanKernel } from "./scan-kernel.js";
import type { TopCandidates } from "./top-candidates.js";

/** Rows that one call of the kernel scans, and that a thread takes at a time. */
export const unitRows = 4096;
/** An i32 group number and four f32 scores; see scan-kernel.wat. */
const hitWords = 5;

/**
 * Where things lie in a segment's memory, in bytes. Each thread has an area of its own
 * for the kernel's hits. The codes come last: their pages cost nothing until written.
 */
export interface SegmentLayout {
  readonly rows: number;
  readonly paddedDimension: number;
  readonly hitBytes: number;
  readonly query: number;
  readonly scales: number;
  readonly codes: number;
  readonly totalBytes: number;
}

/** @param rows a multiple of four */
export function segmentLayout(
  rows: number,
  paddedDimension: number,
  threads: number,
): SegmentLayout {
  const hitBytes = alignToCacheLine((unitRows / groupRows) * hitWords * 4);
  const query = hitBytes * threads;
  const scales = alignToCacheLine(query + paddedDimension * 2);
  const codes = alignToCacheLine(scales + rows * 4);
  const totalBytes = codes + rows * paddedDimension;
  return { rows, paddedDimension, hitBytes, query, scales, codes, totalBytes };
}

function alignToCacheLine(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

/**
 * A fixed number of rows in a memory of their own, so that an index grows by adding a
 * segment and never copies. A row whose scale is NaN is absent.
 */
export class Segment {
  readonly memory: SharedMemory;
  /** One f32 a row. */
  readonly scales: Float32Array;
  readonly #layout: SegmentLayout;
  readonly #query: Int16Array;
  readonly #codes: Int8Array;
  readonly #hitGroups: Int32Array;
  readonly #hitScores: Float32Array;
  readonly #kernel: ScanKernel;

  /** A new segment without rows, or a view of another thread's segment. */
  constructor(layout: SegmentLayout, memory?: SharedMemory) {
    this.#layout = layout;
    this.memory = memory ?? allocateShared(layout.totalBytes);
    const { buffer } = this.memory;
    this.#query = new Int16Array(buffer, layout.query, layout.paddedDimension);
    this.scales = new Float32Array(buffer, layout.scales, layout.rows);
    this.#codes = new Int8Array(buffer, layout.codes, layout.rows * layout.paddedDimension);
    this.#hitGroups = new Int32Array(buffer, 0, layout.query / 4);
    this.#hitScores = new Float32Array(buffer, 0, layout.query / 4);
    this.#kernel = instantiateKernel(this.memory);
    if (memory === undefined) this.scales.fill(Number.NaN);
  }

  has(row: number): boolean {
    return !Number.isNaN(this.scales[row]);
  }

  write(row: number, encoder: RowEncoder, vector: Float32Array): void {
    const group = Math.floor(row / groupRows);
    const offset =
      group * groupRows * this.#layout.paddedDimension + (row % groupRows) * sliceDimensions;
    this.scales[row] = encoder.encodeRow(vector, this.#codes, offset);
  }

  remove(row: number): void {
    this.scales[row] = Number.NaN;
  }

  /** The bytes of the scales of `count` rows from `row`. */
  scaleBytes(row: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.#layout.scales + row * 4, count * 4);
  }

  /** The bytes of the codes of `count` rows from `row`; both multiples of four. */
  codeBytes(row: number, count: number): Uint8Array {
    const { codes, paddedDimension } = this.#layout;
    const start = codes + row * paddedDimension;
    return new Uint8Array(this.memory.buffer, start, count * paddedDimension);
  }

  /** Writes the codes that the following scans compare with. */
  setQuery(codes: Int16Array): void {
    this.#query.set(codes);
  }

  /**
   * Offers the rows of a unit to `top`. `firstSlot` is the slot of the segment's row 0,
   * `thread` says whose area for hits to use.
   */
  scan(row: number, count: number, top: TopCandidates, firstSlot: number, thread: number): void {
    const found = this.#findHits(row, Math.ceil(count / groupRows), top.threshold, thread);
    let word = (thread * this.#layout.hitBytes) / 4;
    for (let hit = 0; hit < found; hit++, word += hitWords) {
      const slot = firstSlot + row + this.#hitGroups[word]! * groupRows;
      for (let lane = 0; lane < groupRows; lane++) {
        const score = this.#hitScores[word + 1 + lane]!;
        // Of equal scores the first slot wins, so a later one need not beat it.
        if (score > top.threshold) top.offer(score, slot + lane);
      }
    }
  }

  /**
   * Offers some rows to `top`; groups that hold none of them are not scanned. `slots` ascend
   * and lie in this segment, whose row 0 is `firstSlot`. For the caller's thread.
   */
  scanRows(slots: Int32Array, top: TopCandidates, firstSlot: number): void {
    const groupAt = (at: number) => Math.floor((slots[at]! - firstSlot) / groupRows);
    for (let start = 0; start < slots.length; ) {
      const first = groupAt(start);
      let last = first;
      let end = start + 1;
      // Adjacent groups are scanned in one call, as many as there is room for hits.
      for (; end < slots.length; end++) {
        const group = groupAt(end);
        if (group > last + 1 || group >= first + unitRows / groupRows) break;
        last = group;
      }
      const found = this.#findHits(first * groupRows, last - first + 1, top.threshold, 0);
      this.#offerHits(found, slots.subarray(start, end), top, firstSlot + first * groupRows);
      start = end;
    }
  }

  /** Offers those of `slots` that are among the hits. `origin` is the slot of the scan's first row. */
  #offerHits(found: number, slots: Int32Array, top: TopCandidates, origin: number): void {
    let hit = 0;
    for (const slot of slots) {
      const group = Math.floor((slot - origin) / groupRows);
      while (hit < found && this.#hitGroups[hit * hitWords]! < group) hit++;
      if (hit === found) return;
      if (this.#hitGroups[hit * hitWords] !== group) continue;
      const score = this.#hitScores[hit * hitWords + 1 + (slot % groupRows)]!;
      if (score > top.threshold) top.offer(score, slot);
    }
  }

  /** Writes the groups that hold a row above the threshold to the thread's area; returns how many. */
  #findHits(row: number, groups: number, threshold: number, thread: number): number {
    const { query, codes, scales, paddedDimension, hitBytes } = this.#layout;
    return this.#kernel(
      query,
      codes + row * paddedDimension,
      scales + row * 4,
      groups,
      paddedDimension,
      threshold,
      thread * hitBytes,
    );
  }
}
