import { isRevimgError } from "../../lib/errors.js";
import type { Database } from "./database.js";
import type { SqlPart } from "./metadata-filter.js";

/** Pictures that may wait for the index: bringing in so many takes about 0.1 s. */
const mostPending = 5_000;

/**
 * Finds the pictures that carry a tag. `tag_index` holds what an index on
 * `image_tags` would, in order of tag and then of time, but new pictures wait in
 * `tag_index_pending` and are brought in by thousands, which writes each page once
 * for many: a plain index makes putting 100,000 pictures of five tags 40 % slower.
 */
export class TagIndex {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** After the tags of these pictures were written, in the same transaction. */
  add(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#database.run("insert into tag_index_pending (pictures, ids) values (?, ?)", [
      ids.length,
      JSON.stringify(ids),
    ]);
    if (this.#pending() >= mostPending) this.#bringIn();
  }

  /** Before the tags of these pictures are deleted, in the same transaction. */
  remove(ids: readonly string[]): void {
    this.#database.run(
      `delete from tag_index where (tag, revision, image_id) in (
         select tag, revision, image_id from image_tags
         where image_id in (select value from json_each(?)))`,
      [JSON.stringify(ids)],
    );
  }

  removeAll(): void {
    this.#database.exec("delete from tag_index; delete from tag_index_pending");
  }

  /**
   * `image_id` of all pictures that carry a tag, in order; null when the disk is too
   * full to bring in those that wait.
   */
  find(tag: string): SqlPart | null {
    try {
      if (this.#pending() > 0) this.#database.transaction(() => this.#bringIn());
    } catch (error) {
      if (isRevimgError(error, "disk_full")) return null;
      throw error;
    }
    return {
      sql: "select distinct image_id from tag_index where tag = ? order by image_id",
      values: [tag],
    };
  }

  #pending(): number {
    const row = this.#database.get("select total(pictures) as pictures from tag_index_pending");
    return Number(row?.pictures);
  }

  #bringIn(): void {
    this.#database.exec(`
      insert or ignore into tag_index
        select tag, revision, image_id from image_tags
        where image_id in (select value from tag_index_pending, json_each(ids))
        order by tag, revision, image_id;
      delete from tag_index_pending;
    `);
  }
}
