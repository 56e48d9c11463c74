import type { Database } from "./database.js";

/**
 * Notes which rows of a space changed since an index beside the table (side-index.ts)
 * was made of it. The notes are in the transaction that changes the rows. So an index
 * never misses a change, whenever the process ends.
 */
export class VectorChanges {
  readonly #database: Database;
  readonly #space: number;
  #builtRevision: number | null = null;
  readonly #changed = new Set<number>();
  #ascending: Int32Array | undefined;

  private constructor(database: Database, space: number) {
    this.#database = database;
    this.#space = space;
    this.#read();
  }

  /** Those of a space that has begun to note them; null of one that has not. */
  static find(database: Database, space: number): VectorChanges | null {
    const row = database.get("select space from side_indexes where space = ?", [space]);
    return row && new VectorChanges(database, space);
  }

  static begin(database: Database, space: number): VectorChanges {
    database.transaction(() => {
      database.run("insert into side_indexes values (?, 0, null, null)", [space]);
      database.exec(
        `create table changes_${space} (slot integer primary key, revision integer not null) strict`,
      );
    });
    return new VectorChanges(database, space);
  }

  /** Of the rows that the index was made of; null when there is no index. */
  get builtRevision(): number | null {
    return this.#builtRevision;
  }

  get count(): number {
    return this.#changed.size;
  }

  has(slot: number): boolean {
    return this.#changed.has(slot);
  }

  /** The slots that changed, in order. */
  get ascending(): Int32Array {
    this.#ascending ??= Int32Array.from(this.#changed).sort();
    return this.#ascending;
  }

  /** Goes up with every change of a row. */
  revision(): number {
    return Number(this.#row().revision);
  }

  stamp(): string | null {
    const { stamp } = this.#row();
    return stamp === null ? null : String(stamp);
  }

  /** Within the transaction that changes the rows; `keep` follows when it is committed. */
  note(slots: readonly number[]): void {
    if (slots.length === 0) return;
    this.#database.run("update side_indexes set revision = revision + 1 where space = ?", [
      this.#space,
    ]);
    this.#database.run(
      `insert or replace into changes_${this.#space}
       select value, (select revision from side_indexes where space = ?) from json_each(?)`,
      [this.#space, JSON.stringify(slots)],
    );
  }

  keep(slots: readonly number[]): void {
    for (const slot of slots) this.#changed.add(slot);
    this.#ascending = undefined;
  }

  /** Forgets what changed up to a revision: an index of the rows as they were then is in use from now on. */
  adopt(revision: number, stamp: string): void {
    this.#database.transaction(() => {
      this.#database.run("update side_indexes set built_revision = ?, stamp = ? where space = ?", [
        revision,
        stamp,
        this.#space,
      ]);
      this.#database.run(`delete from changes_${this.#space} where revision <= ?`, [revision]);
    });
    this.#read();
  }

  /** There is no index any more. */
  discard(): void {
    this.#database.run(
      "update side_indexes set built_revision = null, stamp = null where space = ?",
      [this.#space],
    );
    this.#read();
  }

  #read(): void {
    const { built_revision: built } = this.#row();
    this.#builtRevision = built === null ? null : Number(built);
    this.#changed.clear();
    const rows = this.#database.all(`select slot from changes_${this.#space}`);
    this.keep(rows.map(({ slot }) => Number(slot)));
  }

  #row() {
    return this.#database.get("select * from side_indexes where space = ?", [this.#space])!;
  }
}
