import type { ImageRecord, ImageStatus } from "../image-record.js";
import type { Database } from "./database.js";

/**
 * The effect of one change of pictures on `status_counts` and `tag_counts`. These are
 * kept so that nothing ever counts a million rows. Before the change, the pictures'
 * counts are taken out; after it, their new counts are put in. `save` writes the
 * difference in the change's own transaction.
 */
export class CountChange {
  readonly #database: Database;
  readonly #statuses = new Map<string, number>();
  readonly #tags = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Takes the pictures' statuses out; returns the ids of those that are there. */
  takeOutStatuses(ids: readonly string[]): Set<string> {
    const rows = this.#database.all(
      "select id, status from images where id in (select value from json_each(?))",
      [JSON.stringify(ids)],
    );
    for (const { status } of rows) add(this.#statuses, String(status), -1);
    return new Set(rows.map(({ id }) => String(id)));
  }

  /** A tag of several origins counts once a picture. */
  takeOutTags(ids: readonly string[]): void {
    const rows = this.#database.all(
      `select tag, count(distinct image_id) as count from image_tags
       where image_id in (select value from json_each(?)) group by tag`,
      [JSON.stringify(ids)],
    );
    for (const { tag, count } of rows) add(this.#tags, String(tag), -Number(count));
  }

  putInStatus(status: ImageStatus, pictures: number): void {
    add(this.#statuses, status, pictures);
  }

  putInTags(tags: ImageRecord["tags"]): void {
    for (const tag of new Set(tags.map(({ tag }) => tag))) add(this.#tags, tag, 1);
  }

  save(): void {
    for (const [status, change] of this.#statuses) {
      this.#database.run("update status_counts set count = count + ? where status = ?", [
        change,
        status,
      ]);
    }
    for (const [tag, change] of this.#tags) this.#saveTag(tag, change);
  }

  #saveTag(tag: string, change: number): void {
    if (change === 0) return;
    this.#database.run(
      `insert into tag_counts values (?, ?)
       on conflict do update set count = count + excluded.count`,
      [tag, change],
    );
    if (change < 0) {
      this.#database.run("delete from tag_counts where tag = ? and count = 0", [tag]);
    }
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  counts.set(key, (counts.get(key) ?? 0) + change);
}
