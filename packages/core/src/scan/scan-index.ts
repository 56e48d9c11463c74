import { RevimgError } from "../lib/errors.js";
import { groupRows, RowEncoder } from "./encoder.js";
import { ScanHelpers } from "./scan-helpers.js";
import { scanUnits } from "./scan-units.js";
import { Segment, type SegmentLayout, segmentLayout } from "./segment.js";
import { type Candidates, TopCandidates } from "./top-candidates.js";

export interface ScanIndexOptions {
  /** Numbers in a vector, 1 to 16,384. */
  readonly dimension: number;
  /** Threads that scan, the caller's included. Default 1, at most 64. */
  readonly threads?: number;
  /** With fewer slots the caller scans alone. Default 200,000: about 4 ms at 512 dimensions. */
  readonly threadedFromSlots?: number;
  /** Rows a memory segment holds, a multiple of four. Default 65,536. */
  readonly segmentRows?: number;
}

export interface ScanOptions {
  /** How many best rows the caller wants. Default 20. */
  readonly limit?: number;
  /** Most rows that are returned. Default `max(60, 3 * limit)`, at least `limit`. */
  readonly candidates?: number;
  /**
   * Only these rows are looked at. The slots ascend, and none comes twice; empty ones
   * are ignored. The caller's thread scans them alone, in a time that depends on their
   * number and not on the index's.
   */
  readonly slots?: Int32Array | undefined;
}

/** What a search found: slots to be scored again from their float32 vectors. */
export interface ScanResult extends Candidates {
  /**
   * True: the best `limit` rows by exact score are all among these, with a chance of
   * error of about 1e-6 at a million rows. False: too many rows score alike for so few
   * candidates; ask for more to be sure.
   */
  readonly complete: boolean;
}

/**
 * Exact search in memory over compressed vectors. Each row is one int8 code a dimension
 * (padded to 16) and a float32 scale. A search gives the rows that can be among the
 * best; the caller scores them again from its float32 vectors.
 *
 * A slot is a small integer that the caller chooses; slots should be dense from 0
 * upward. Every method runs to its end on the calling thread, so calls can't overlap;
 * give the index a worker of its own. Vectors should have length 1, but any finite ones
 * work. Methods throw RevimgError `invalid_input` for a wrong length, number or slot.
 */
export class ScanIndex {
  /** Changes when stored codes of an older version can no longer be imported. */
  static readonly formatVersion = 1;
  /** Exports and imports start at a multiple of this slot. */
  static readonly slotAlignment = groupRows;

  readonly dimension: number;
  /** Bytes of one exported row. */
  readonly rowBytes: number;
  readonly #encoder: RowEncoder;
  readonly #layout: SegmentLayout;
  readonly #segments: Segment[] = [];
  readonly #threads: number;
  #threadedFromSlots: number;
  #helpers: ScanHelpers | undefined;
  #live = 0;
  #end = 0;
  /** No row's scale was ever larger. */
  #largestScale = 0;
  #unitsByHelpers = 0;
  #closed = false;

  constructor(options: ScanIndexOptions) {
    const { dimension, threads = 1, threadedFromSlots = 200_000, segmentRows = 65_536 } = options;
    requireInteger("dimension", dimension, 1, 16_384);
    requireInteger("threads", threads, 1, 64);
    requireInteger("segmentRows", segmentRows, groupRows, 65_536);
    if (segmentRows % groupRows !== 0) {
      throw new RevimgError("invalid_input", "segmentRows must be a multiple of four.");
    }
    this.dimension = dimension;
    this.#encoder = new RowEncoder(dimension);
    this.rowBytes = 4 + this.#encoder.paddedDimension;
    this.#layout = segmentLayout(segmentRows, this.#encoder.paddedDimension, threads);
    this.#threads = threads;
    this.#threadedFromSlots = threadedFromSlots;
  }

  /** Live rows. */
  get size(): number {
    return this.#live;
  }

  /** One more than the highest slot ever used; an import rounds it up to a multiple of four. */
  get slotEnd(): number {
    return this.#end;
  }

  /** Helper threads that could join a search now, and the units of work they have done. */
  get helperStats(): { ready: number; unitsScanned: number } {
    return { ready: this.#helpers?.ready ?? 0, unitsScanned: this.#unitsByHelpers };
  }

  has(slot: number): boolean {
    return slot >= 0 && slot < this.#end && this.#segmentOf(slot).has(slot % this.#layout.rows);
  }

  /** Puts a vector at a slot, in place of what was there. */
  set(slot: number, vector: Float32Array): void {
    this.#requireOpen();
    requireInteger("slot", slot, 0, maximumSlot);
    const before = this.has(slot);
    this.#growTo(Math.floor(slot / this.#layout.rows) + 1);
    const segment = this.#segmentOf(slot);
    const row = slot % this.#layout.rows;
    segment.write(row, this.#encoder, vector);
    this.#largestScale = Math.max(this.#largestScale, segment.scales[row]!);
    this.#end = Math.max(this.#end, slot + 1);
    if (!before) this.#live++;
  }

  /** Empties a slot; an empty one is no error. @returns whether there was a row. */
  delete(slot: number): boolean {
    if (!this.has(slot)) return false;
    this.#segmentOf(slot).remove(slot % this.#layout.rows);
    this.#live--;
    return true;
  }

  /**
   * The rows of `count` slots as bytes that {@link importRows} takes back, in this process
   * or another: all scales, then all codes, `rowBytes` a slot. Empty slots are exported
   * as such. Rows are stored in groups of four, so `firstSlot` must be a multiple of
   * four and `count` is rounded up to one. Numbers are little-endian.
   */
  exportRows(firstSlot: number, count: number): Uint8Array {
    requireInteger("count", count, 0, maximumSlot);
    const rows = Math.ceil(count / groupRows) * groupRows;
    const bytes = new Uint8Array(rows * this.rowBytes);
    // NaN, as an empty slot has it, for what lies past the last segment.
    new Float32Array(bytes.buffer, 0, rows).fill(Number.NaN);
    this.#eachStretch(firstSlot, rows, (segment, row, stretch, scalesAt, codesAt) => {
      bytes.set(segment.scaleBytes(row, stretch), scalesAt);
      bytes.set(segment.codeBytes(row, stretch), codesAt);
    });
    return bytes;
  }

  /** Puts back what {@link exportRows} gave, from `firstSlot` on, over what is there. */
  importRows(firstSlot: number, bytes: Uint8Array): void {
    this.#requireOpen();
    const rows = bytes.length / this.rowBytes;
    if (rows % groupRows !== 0) {
      throw new RevimgError(
        "invalid_input",
        "These bytes are not exported rows of this dimension.",
      );
    }
    requireInteger("slot", firstSlot, 0, maximumSlot - rows);
    this.#growTo(Math.ceil((firstSlot + rows) / this.#layout.rows));
    this.#eachStretch(firstSlot, rows, (segment, row, stretch, scalesAt, codesAt) => {
      const scales = segment.scales.subarray(row, row + stretch);
      this.#live -= countPresent(scales);
      segment.scaleBytes(row, stretch).set(bytes.subarray(scalesAt, scalesAt + stretch * 4));
      const codeEnd = codesAt + stretch * this.#encoder.paddedDimension;
      segment.codeBytes(row, stretch).set(bytes.subarray(codesAt, codeEnd));
      this.#live += countPresent(scales);
      for (const scale of scales) {
        if (scale > this.#largestScale) this.#largestScale = scale;
      }
    });
    this.#end = Math.max(this.#end, firstSlot + rows);
  }

  /**
   * The rows whose dot product with `query` can be among the `limit` largest, best
   * first, with approximate scores. There are at least `limit` of them, if the index
   * has so many, and at most `candidates`. Their number follows from the rounding error
   * of the codes (`RowEncoder.encodeQuery`): a row is left out when the top of its
   * error range is below the bottom of the range of `limit` others.
   */
  search(query: Float32Array, options: ScanOptions = {}): ScanResult {
    this.#requireOpen();
    const { limit = 20 } = options;
    requireInteger("limit", limit, 1, maximumSlot);
    const candidates = Math.max(limit, options.candidates ?? Math.max(60, 3 * limit));
    requireInteger("candidates", candidates, 1, maximumSlot);
    const encoded = this.#encoder.encodeQuery(query);
    for (const segment of this.#segments) segment.setQuery(encoded.codes);
    const rows = options.slots ? this.#countLive(options.slots) : this.#live;
    const capacity = Math.min(candidates, rows);
    const found = options.slots ? this.#scanSlots(options.slots, capacity) : this.#scan(capacity);

    // Scores in the query's own scale, then each row's error range.
    const { slots } = found;
    const scores = found.scores.map((score) => score * encoded.scale);
    const margins = Float64Array.from(slots, (slot) => encoded.errorPerScale * this.#scaleOf(slot));
    if (slots.length <= limit && slots.length === rows) return { slots, scores, complete: true };
    const floors = margins.map((margin, i) => scores[i]! - margin).sort();
    const floor = floors[floors.length - limit] ?? Number.NEGATIVE_INFINITY;
    const kept = (_: number, i: number) => scores[i]! + margins[i]! >= floor;
    const bestLeftOut = scores.at(-1)! + encoded.errorPerScale * this.#largestScale;
    return {
      slots: slots.filter(kept),
      scores: scores.filter(kept),
      complete: slots.length === rows || bestLeftOut < floor,
    };
  }

  /** Stops the helper threads and releases the memory. A second call does nothing. */
  close(): void {
    this.#closed = true;
    this.#helpers?.close();
    this.#helpers = undefined;
    this.#segments.length = 0;
    this.#live = 0;
    this.#end = 0;
  }

  #scan(capacity: number): Candidates {
    const segments = this.#segments;
    const layout = this.#layout;
    const end = this.#end;
    if (this.#threads > 1 && end >= this.#threadedFromSlots) {
      this.#helpers ??= new ScanHelpers(this.#threads - 1, layout);
      const helpers = this.#helpers;
      const top = new TopCandidates(capacity);
      helpers.start(segments, end, capacity);
      scanUnits(segments, layout, end, () => helpers.takeUnit(), top, 0);
      const units = helpers.finish(top);
      if (units !== undefined) {
        this.#unitsByHelpers += units;
        return top.takeSorted();
      }
      // A lost helper may still write, so it must not meet another search.
      helpers.close();
      this.#threadedFromSlots = Number.POSITIVE_INFINITY;
    }
    const top = new TopCandidates(capacity);
    let unit = 0;
    scanUnits(segments, layout, end, () => unit++, top, 0);
    return top.takeSorted();
  }

  #scanSlots(slots: Int32Array, capacity: number): Candidates {
    const top = new TopCandidates(capacity);
    const { rows } = this.#layout;
    for (let start = 0; start < slots.length && slots[start]! < this.#end; ) {
      const index = Math.floor(slots[start]! / rows);
      const end = firstFrom(slots, (index + 1) * rows, start);
      this.#segments[index]!.scanRows(slots.subarray(start, end), top, index * rows);
      start = end;
    }
    return top.takeSorted();
  }

  #countLive(slots: Int32Array): number {
    let count = 0;
    let last = -1;
    for (const slot of slots) {
      if (slot <= last) {
        throw new RevimgError("invalid_input", "The slots to look at must ascend from 0 upward.");
      }
      if (this.has(slot)) count++;
      last = slot;
    }
    return count;
  }

  #segmentOf(slot: number): Segment {
    return this.#segments[Math.floor(slot / this.#layout.rows)]!;
  }

  #scaleOf(slot: number): number {
    return this.#segmentOf(slot).scales[slot % this.#layout.rows]!;
  }

  #growTo(segmentCount: number): void {
    while (this.#segments.length < segmentCount) this.#segments.push(new Segment(this.#layout));
  }

  /** Walks the rows of a chunk by segment; the two offsets are into the chunk's bytes. */
  #eachStretch(
    firstSlot: number,
    rows: number,
    visit: (
      segment: Segment,
      row: number,
      count: number,
      scalesAt: number,
      codesAt: number,
    ) => void,
  ): void {
    requireInteger("firstSlot", firstSlot, 0, maximumSlot);
    if (firstSlot % groupRows !== 0) {
      throw new RevimgError("invalid_input", `Slot ${firstSlot} is not a multiple of four.`);
    }
    for (let done = 0; done < rows; ) {
      const slot = firstSlot + done;
      const row = slot % this.#layout.rows;
      const count = Math.min(rows - done, this.#layout.rows - row);
      const segment = this.#segments[Math.floor(slot / this.#layout.rows)];
      const codesAt = rows * 4 + done * this.#encoder.paddedDimension;
      if (segment !== undefined) visit(segment, row, count, done * 4, codesAt);
      done += count;
    }
  }

  #requireOpen(): void {
    if (this.#closed) throw new RevimgError("disposed", "The vector index was closed.");
  }
}

/** Slots are int32 in results; the last few are kept free so that sums stay in range. */
const maximumSlot = 2 ** 31 - 8;

/** The first index from `start` on at which the ascending numbers reach `value`. */
function firstFrom(numbers: Int32Array, value: number, start: number): number {
  let low = start;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countPresent(scales: Float32Array): number {
  let count = 0;
  for (const scale of scales) if (!Number.isNaN(scale)) count++;
  return count;
}

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RevimgError(
      "invalid_input",
      `${name} must be a whole number from ${least} to ${most}, not ${value}.`,
    );
  }
}
