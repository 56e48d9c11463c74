import type { Database } from "./database.js";
import { firstTables } from "./schema.js";

/**
 * The steps from an empty file to the present format: the first makes format 1,
 * the next one format 2 of it, and so on. A step that has been released is never
 * changed; a new format is a new step at the end.
 */
export const migrations: readonly ((database: Database) => void)[] = [
  (database) => database.exec(firstTables),
  addOriginalsAndFilters,
  addSideIndexes,
  addSignatures,
  sharePaths,
];

/** A file of an older format is migrated when it is opened, one of a newer format is refused. */
export const formatVersion = migrations.length;

/**
 * Format 2 knows where each original is, what its collection is called, and finds
 * pictures by domain and tag. The revision leaves `meta`, whose keys are the caller's.
 * The new indexes are in order of time, so that new pictures write to few of their
 * pages; see tag-index.ts for the one of the tags.
 * Statuses and tags are counted a batch at a time (count-change.ts): the triggers
 * that did it took as long as the new indexes do.
 */
function addOriginalsAndFilters(database: Database): void {
  database.exec(/* sql */ `
    alter table images add column original text not null default 'copy'
      check (original in ('copy', 'reference', 'none'));
    update images set original = 'reference'
      where id in (select image_id from image_sources where path is not null);

    create table collection (
      number integer primary key check (number = 1),
      name text,
      revision integer not null
    ) strict;
    insert into collection values
      (1, null, coalesce((select cast(value as integer) from meta where key = 'revision'), 0));
    delete from meta where key = 'revision';

    create index images_by_domain on images (source_domain, created_at)
      where source_domain is not null;
    create index image_sources_by_domain on image_sources (domain) where domain is not null;
    alter table image_tags add column revision integer not null default 0;
    create table tag_index (
      tag text not null,
      revision integer not null,
      image_id text not null,
      primary key (tag, revision, image_id)
    ) strict, without rowid;
    create table tag_index_pending (
      number integer primary key,
      pictures integer not null,
      ids text not null
    ) strict;
    insert or ignore into tag_index select tag, 0, image_id from image_tags order by tag, image_id;
    drop trigger images_added;
    drop trigger images_removed;
    drop trigger images_moved;
    drop trigger image_tags_added;
    drop trigger image_tags_removed;
  `);
  for (const { number } of database.all("select number from vector_spaces")) {
    database.exec(`alter table dead_${number} rename to stale_${number}`);
  }
}

/**
 * Format 3 notes what changed since an index was made that is kept beside the
 * vectors; the slots themselves are in a table of each space (vector-changes.ts).
 * Readers of format 2 would change rows and not note it.
 */
function addSideIndexes(database: Database): void {
  database.exec(/* sql */ `
    create table side_indexes (
      space integer primary key,
      revision integer not null,
      built_revision integer,
      stamp text
    ) strict;
  `);
}

/**
 * Format 4 knows pictures by their pixels, and their edited copies. Signatures are
 * large and only some reads want them: in a table of their own they make no other
 * read slower, and that has row numbers, as rows of 2 KB waste half of the pages
 * of one without.
 */
function addSignatures(database: Database): void {
  database.exec(/* sql */ `
    alter table images add column pixel_hash text;
    create table image_signatures (
      number integer primary key,
      image_id text not null unique references images (id) on delete cascade,
      signature blob not null
    ) strict;
  `);
}

/**
 * Format 5 lets a path lead to several pictures, as the file of a picture that is
 * let go of later may show another one by then, and keeps what a source itself
 * gives. `tags` is a list as JSON; `ctime` is in milliseconds since 1970.
 */
function sharePaths(database: Database): void {
  database.exec(/* sql */ `
    alter table image_sources add column ctime real;
    alter table image_sources add column tags text;
    drop index image_sources_by_path;
    create index image_sources_by_path on image_sources (path) where path is not null;
  `);
}
