import { ScanIndex } from "../../scan/scan-index.js";
import type { Page, VectorHit, VectorRecord } from "../vector-store.js";
import type { Database } from "./database.js";
import type { SideIndexQuery, SideIndexRows, SideIndexState } from "./side-index.js";
import { VectorChanges } from "./vector-changes.js";
import { toFloats, VectorCodes } from "./vector-codes.js";
import { findOrCreateSpace } from "./vector-spaces.js";

/**
 * Rows that the scan may name for the best `limit`. It names only those that its
 * rounding can't rule out, about 50 of a million at limit 20; the bound is for
 * collections where very many score alike.
 */
const candidatesFor = (limit: number) => Math.max(256, 4 * limit);

/** Where thousands of rows score alike within the codes' rounding, looking at more is not worth the time. */
const mostCandidates = 4096;

/**
 * The synchronous half of the embedded `VectorStore`: float32 vectors in SQLite
 * are the truth, an int8 copy in memory finds the candidates, and the float32
 * vectors of those decide the order.
 */
export class VectorTables {
  readonly #database: Database;
  readonly #space: number;
  readonly #scan: ScanIndex;
  readonly #codes: VectorCodes;
  /** Empty slots below the end, the lowest last. */
  readonly #free: number[];
  /** Null until somebody keeps an index beside the table. */
  #changes: VectorChanges | null;

  constructor(database: Database, name: string, dimension: number, threads: number) {
    this.#database = database;
    this.#space = findOrCreateSpace(database, name, dimension);
    this.#scan = new ScanIndex({ dimension, threads });
    this.#codes = new VectorCodes(database, this.#space, this.#scan);
    this.#codes.load();
    this.#free = emptySlots(this.#scan);
    this.#changes = VectorChanges.find(database, this.#space);
  }

  get dimension(): number {
    return this.#scan.dimension;
  }

  get count(): number {
    return this.#scan.size;
  }

  upsert(records: readonly VectorRecord[]): void {
    const { slots, free } = this.#database.transaction(() => this.#write(records));
    this.#free.length = free;
    records.forEach(({ vector }, i) => {
      this.#scan.set(slots[i]!, vector);
    });
    this.#changes?.keep(slots);
    this.#codes.store();
  }

  /** Gives each record its own slot, an empty one, or a new one; also says how many stay empty. */
  #write(records: readonly VectorRecord[]): { slots: number[]; free: number } {
    let end = this.#scan.slotEnd;
    let free = this.#free.length;
    const slots = records.map(({ id, vector }) => {
      const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
      const known = this.#slotOf(id);
      const slot = known ?? (free > 0 ? this.#free[--free]! : end++);
      if (known !== null) {
        this.#database.run(`update vectors_${this.#space} set vector = ? where slot = ?`, [
          bytes,
          slot,
        ]);
      } else {
        this.#database.run(`insert into vectors_${this.#space} values (?, ?, ?)`, [
          slot,
          id,
          bytes,
        ]);
      }
      return slot;
    });
    this.#codes.markStale(slots);
    this.#changes?.note(slots);
    return { slots, free };
  }

  query(vector: Float32Array, topK: number, ids?: readonly string[]): VectorHit[] {
    const rows = ids
      ? this.#rowsAmong(ids, vector, topK)
      : this.#rowsAt(this.#candidates(vector, topK));
    return bestOf(rows, vector, topK);
  }

  /** See `SideIndexTable.query`. */
  queryWithCandidates({ vector, topK, revision, candidates, isAll }: SideIndexQuery) {
    const changes = this.#changes;
    if (changes?.builtRevision === revision) {
      const unchanged = candidates.filter((slot) => !changes.has(slot) && this.#scan.has(slot));
      if (isAll || unchanged.length >= topK) {
        const changed = this.#candidates(vector, topK, changes.ascending);
        const rows = this.#rowsAt([...new Set([...unchanged.subarray(0, topK), ...changed])]);
        return { hits: bestOf(rows, vector, topK), usedCandidates: true };
      }
    }
    return { hits: this.query(vector, topK), usedCandidates: false };
  }

  sideIndexState(): SideIndexState {
    this.#changes ??= VectorChanges.begin(this.#database, this.#space);
    return {
      revision: this.#changes.revision(),
      rows: this.#scan.size,
      slotEnd: this.#scan.slotEnd,
      builtRevision: this.#changes.builtRevision,
      stamp: this.#changes.stamp(),
      changed: this.#changes.count,
    };
  }

  adoptSideIndex(revision: number, stamp: string): SideIndexState {
    this.#changes?.adopt(revision, stamp);
    return this.sideIndexState();
  }

  discardSideIndex(): SideIndexState {
    this.#changes?.discard();
    return this.sideIndexState();
  }

  rowsFrom(slot: number, count: number): SideIndexRows {
    return this.#joined(
      this.#database.all(
        `select slot, vector from vectors_${this.#space} where slot >= ? order by slot limit ?`,
        [slot, count],
      ),
    );
  }

  rowsOf(slots: readonly number[]): SideIndexRows {
    return this.#joined(this.#rowsAt(slots));
  }

  #joined(rows: readonly Record<string, unknown>[]): SideIndexRows {
    const slots = new Int32Array(rows.length);
    const vectors = new Float32Array(rows.length * this.dimension);
    for (const [i, row] of rows.entries()) {
      slots[i] = Number(row.slot);
      vectors.set(toFloats(row.vector as Uint8Array), i * this.dimension);
    }
    return { slots, vectors };
  }

  /** Of few records the vectors themselves, of many those that the scan names. */
  #rowsAmong(ids: readonly string[], vector: Float32Array, topK: number) {
    if (ids.length > candidatesFor(topK)) {
      return this.#rowsAt(this.#candidates(vector, topK, this.#slotsOf(ids)));
    }
    return this.#database.all(
      `select id, vector from vectors_${this.#space} where id in (select value from json_each(?))`,
      [JSON.stringify(ids)],
    );
  }

  /** The slots of the ids that are there, ascending. As one text they come twice as fast as by rows. */
  #slotsOf(ids: readonly string[]): Int32Array {
    const row = this.#database.get(
      `select json_group_array(slot) as slots
       from json_each(?) as wanted cross join vectors_${this.#space} as present
       on present.id = wanted.value`,
      [JSON.stringify([...new Set(ids)])],
    );
    return Int32Array.from(JSON.parse(String(row?.slots)) as number[]).sort();
  }

  /** Slots that hold the best `topK` for certain, or as many as it is worth to look at. */
  #candidates(vector: Float32Array, limit: number, slots?: Int32Array): Int32Array {
    for (let candidates = candidatesFor(limit); ; candidates *= 4) {
      const found = this.#scan.search(vector, { limit, candidates, slots });
      if (found.complete || candidates >= mostCandidates) return found.slots;
    }
  }

  #rowsAt(slots: ArrayLike<number>) {
    return this.#database.all(
      `select slot, vectors_${this.#space}.id as id, vector
       from json_each(?) as wanted cross join vectors_${this.#space} on slot = wanted.value`,
      [JSON.stringify(Array.from(slots))],
    );
  }

  fetch(ids: readonly string[]): (Float32Array | null)[] {
    return ids.map((id) => {
      const row = this.#database.get(`select vector from vectors_${this.#space} where id = ?`, [
        id,
      ]);
      return row ? toFloats(row.vector as Uint8Array) : null;
    });
  }

  delete(ids: readonly string[]): void {
    const freed = this.#database.transaction(() => {
      const slots = [...new Set(ids)].map((id) => this.#slotOf(id)).filter((slot) => slot !== null);
      for (const slot of slots) {
        this.#database.run(`delete from vectors_${this.#space} where slot = ?`, [slot]);
      }
      this.#codes.markStale(slots);
      this.#changes?.note(slots);
      return slots;
    });
    for (const slot of freed) this.#scan.delete(slot);
    this.#changes?.keep(freed);
    this.#free.push(...freed);
    this.#codes.store();
  }

  /** By id, so that a record that is replaced meanwhile is not listed twice. */
  scan(after: string | null, pageSize: number): Page {
    const rows = this.#database.all(
      `select id from vectors_${this.#space} where id > ? order by id limit ?`,
      [after ?? "", pageSize + 1],
    );
    const ids = rows.slice(0, pageSize).map((row) => String(row.id));
    return { ids, next: rows.length > pageSize ? ids.at(-1)! : null };
  }

  /** Keeps what makes the next opening quick. The file stays as it is where that fails. */
  prepareForClose(): void {
    this.#codes.storeShort();
  }

  close(): void {
    this.#scan.close();
  }

  #slotOf(id: string): number | null {
    const row = this.#database.get(`select slot from vectors_${this.#space} where id = ?`, [id]);
    return row ? Number(row.slot) : null;
  }
}

function emptySlots(scan: ScanIndex): number[] {
  const empty: number[] = [];
  for (let slot = scan.slotEnd - 1; slot >= 0; slot--) if (!scan.has(slot)) empty.push(slot);
  return empty;
}

function bestOf(
  rows: readonly Record<string, unknown>[],
  vector: Float32Array,
  topK: number,
): VectorHit[] {
  const hits = rows.map((row) => ({
    id: String(row.id),
    score: cosine(vector, toFloats(row.vector as Uint8Array)),
  }));
  hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return hits.slice(0, topK);
}

/** Both vectors have length 1, so their dot product is the cosine; rounding may leave [-1, 1]. */
function cosine(a: Float32Array, b: Float32Array): number {
  // Four sums that don't wait for each other.
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    first += a[i]! * b[i]!;
    second += a[i + 1]! * b[i + 1]!;
    third += a[i + 2]! * b[i + 2]!;
    fourth += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) first += a[i]! * b[i]!;
  return Math.max(-1, Math.min(1, first + second + third + fourth));
}
