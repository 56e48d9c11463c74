import { RevimgError } from "../errors.js";
import { ScanIndex } from "../scan/scan-index.js";
import type { VectorHit, VectorRecord } from "../stores/vector-store.js";
import type { Database } from "./database.js";
import { spaceSchema } from "./schema.js";

/** Slots of one stored chunk of int8 rows: half a megabyte at 512 dimensions. */
const chunkSlots = 1024;

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
  /** First slot that no chunk on disk covers yet. */
  #chunkedUntil = 0;

  constructor(database: Database, name: string, dimension: number, threads: number) {
    this.#database = database;
    this.#space = findOrCreateSpace(database, name, dimension);
    this.#scan = new ScanIndex({ dimension, threads });
    this.#load();
  }

  get count(): number {
    return this.#scan.size;
  }

  upsert(records: readonly VectorRecord[]): void {
    const freed: number[] = [];
    const slots: number[] = [];
    this.#database.transaction(() => {
      for (const { id, vector } of records) {
        const old = this.#slotOf(id);
        if (old !== null) freed.push(this.#bury(old));
        this.#database.run(`insert into vectors_${this.#space} (id, vector) values (?, ?)`, [
          id,
          new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
        ]);
        slots.push(Number(this.#database.get("select last_insert_rowid() as slot")?.slot));
      }
    });
    records.forEach(({ vector }, i) => {
      this.#scan.set(slots[i]!, vector);
    });
    for (const slot of freed) this.#scan.delete(slot);
    this.#storeChunks((slots.at(-1) ?? -1) + 1);
  }

  query(vector: Float32Array, topK: number): VectorHit[] {
    const slots = this.#candidates(vector, topK);
    const rows = this.#database.all(
      `select id, vector from vectors_${this.#space} where slot in (select value from json_each(?))`,
      [JSON.stringify(Array.from(slots))],
    );
    const hits = rows.map((row) => ({
      id: String(row.id),
      score: cosine(vector, toFloats(row.vector as Uint8Array)),
    }));
    hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    return hits.slice(0, topK);
  }

  /** Slots that hold the best `topK` for certain, or as many as it is worth to look at. */
  #candidates(vector: Float32Array, limit: number): Int32Array {
    for (let candidates = candidatesFor(limit); ; candidates *= 4) {
      const { slots, complete } = this.#scan.search(vector, { limit, candidates });
      if (complete || candidates >= mostCandidates) return slots;
    }
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
    const freed = this.#database.transaction(() =>
      ids
        .map((id) => this.#slotOf(id))
        .filter((slot) => slot !== null)
        .map((slot) => this.#bury(slot)),
    );
    for (const slot of freed) this.#scan.delete(slot);
  }

  close(): void {
    this.#scan.close();
  }

  #slotOf(id: string): number | null {
    const row = this.#database.get(`select slot from vectors_${this.#space} where id = ?`, [id]);
    return row ? Number(row.slot) : null;
  }

  /** Takes a slot's vector away; a slot inside a stored chunk is also marked dead there. */
  #bury(slot: number): number {
    this.#database.run(`delete from vectors_${this.#space} where slot = ?`, [slot]);
    if (slot < this.#chunkedUntil) {
      this.#database.run(`insert into dead_${this.#space} values (?)`, [slot]);
    }
    return slot;
  }

  #load(): void {
    const chunks = this.#database.all(`select chunk from codes_${this.#space} order by chunk`);
    for (const { chunk } of chunks) {
      const row = this.#database.get(`select rows from codes_${this.#space} where chunk = ?`, [
        Number(chunk),
      ]);
      this.#scan.importRows(Number(chunk) * chunkSlots, row?.rows as Uint8Array);
    }
    this.#chunkedUntil = chunks.length * chunkSlots;
    for (const { slot } of this.#database.all(`select slot from dead_${this.#space}`)) {
      this.#scan.delete(Number(slot));
    }
    const last = this.#loadUnchunked();
    this.#storeChunks(last + 1);
  }

  /** The rows after the last stored chunk, a page at a time; returns their last slot. */
  #loadUnchunked(): number {
    let last = this.#chunkedUntil - 1;
    for (;;) {
      const rows = this.#database.all(
        `select slot, vector from vectors_${this.#space} where slot > ? order by slot limit ?`,
        [last, chunkSlots],
      );
      for (const row of rows) {
        last = Number(row.slot);
        this.#scan.set(last, toFloats(row.vector as Uint8Array));
      }
      if (rows.length < chunkSlots) return last;
    }
  }

  /** Stores the int8 rows of every chunk that is full by now. */
  #storeChunks(end: number): void {
    while (this.#chunkedUntil + chunkSlots <= end) {
      const first = this.#chunkedUntil;
      this.#database.run(`insert or replace into codes_${this.#space} values (?, ?)`, [
        first / chunkSlots,
        this.#scan.exportRows(first, chunkSlots),
      ]);
      this.#chunkedUntil += chunkSlots;
    }
  }
}

function findOrCreateSpace(database: Database, name: string, dimension: number): number {
  const row = database.get("select * from vector_spaces where name = ?", [name]);
  if (row) {
    const number = Number(row.number);
    if (Number(row.codes_version) !== ScanIndex.formatVersion) forgetCodes(database, number);
    if (Number(row.dimension) === dimension) return number;
    throw new RevimgError(
      "index_mismatch",
      `The vector space "${name}" holds vectors of ${row.dimension} dimensions, not ${dimension}. Index into another folder to use this model.`,
      { adapter: "sqlite", details: { found: row.dimension, expected: dimension } },
    );
  }
  return database.transaction(() => {
    database.run("insert into vector_spaces (name, dimension, codes_version) values (?, ?, ?)", [
      name,
      dimension,
      ScanIndex.formatVersion,
    ]);
    const number = Number(database.get("select last_insert_rowid() as number")?.number);
    database.exec(spaceSchema(number));
    return number;
  });
}

/** Codes of another version are made again from the vectors. */
function forgetCodes(database: Database, space: number): void {
  database.transaction(() => {
    database.exec(`delete from codes_${space}; delete from dead_${space}`);
    database.run("update vector_spaces set codes_version = ? where number = ?", [
      ScanIndex.formatVersion,
      space,
    ]);
  });
}

/** Both vectors have length 1, so their dot product is the cosine; rounding may leave [-1, 1]. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return Math.max(-1, Math.min(1, sum));
}

/** A copy, because a blob's bytes need not be aligned to four. */
function toFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}
