/**
 * The tables of a new file: format 1. Times are milliseconds since 1970;
 * `dimensions` is `"<width>x<height>"`. A released format is never changed here:
 * a new one is a step in migrations.ts.
 */
export const firstTables = /* sql */ `
-- Keys and values of the caller.
create table meta (
  key text primary key,
  value text not null
) strict, without rowid;

create table collection (
  number integer primary key check (number = 1),
  name text,
  revision integer not null
) strict;
insert into collection values (1, null, 0);

create table images (
  id text primary key,
  filename text not null,
  original_url text,
  source_domain text,
  file_size integer not null,
  dimensions text not null,
  created_at integer not null,
  indexed_at integer,
  width integer not null,
  height integer not null,
  mime_type text not null,
  content_hash text not null unique,
  fingerprint text,
  pixel_hash text,
  title text,
  attributes text not null,
  original text not null check (original in ('copy', 'reference', 'none')),
  status text not null check (status in ('pending', 'indexed', 'failed', 'deleting')),
  failure text
) strict, without rowid;
create index images_by_unfinished_status on images (status, id) where status <> 'indexed';
-- In order of time, so that new pictures write to few pages of the index.
create index images_by_domain on images (source_domain, created_at)
  where source_domain is not null;

-- The orders of a list.
create index images_by_date on images (created_at);
create index images_by_name on images (filename);
create index images_by_size on images (file_size);

-- Signatures are large, and only some reads want them: in a table of their own they
-- make no other read slower. It has row numbers, as rows of 2 KB waste half of the
-- pages of a table without.
create table image_signatures (
  number integer primary key,
  image_id text not null unique references images (id) on delete cascade,
  signature blob not null
) strict;

create table image_tags (
  image_id text not null references images (id) on delete cascade,
  tag text not null,
  confidence real not null,
  origin text not null check (origin in ('model', 'user', 'file')),
  revision integer not null,
  primary key (image_id, tag, origin)
) strict, without rowid;

-- See tag-index.ts.
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

-- A path may lead to several pictures: while a file changes, its old picture and its
-- new one both have it. Tags are a list as JSON.
create table image_sources (
  number integer primary key,
  image_id text not null references images (id) on delete cascade,
  url text,
  page_url text,
  domain text,
  path text,
  size integer,
  mtime real,
  ctime real,
  etag text,
  last_modified text,
  title text,
  author text,
  license text,
  tags text
) strict;
create index image_sources_by_image on image_sources (image_id);
create index image_sources_by_path on image_sources (path) where path is not null;
create index image_sources_by_url on image_sources (url) where path is null and url is not null;
create index image_sources_by_domain on image_sources (domain) where domain is not null;

-- Counts a batch of writes at a time, so that a search never counts a million rows.
-- Triggers took as long as all the indexes do; see count-change.ts.
create table status_counts (status text primary key, count integer not null) strict, without rowid;
insert into status_counts values ('pending', 0), ('indexed', 0), ('failed', 0), ('deleting', 0);
create table tag_counts (tag text primary key, count integer not null) strict, without rowid;

create table vector_spaces (
  number integer primary key,
  name text not null unique,
  dimension integer not null,
  codes_version integer not null
) strict;

-- What changed since an index was made that somebody keeps beside the vectors. The
-- slots themselves are in a table of each space; see vector-changes.ts.
create table side_indexes (
  space integer primary key,
  revision integer not null,
  built_revision integer,
  stamp text
) strict;
`;

/**
 * The tables of one vector space. A slot is a row's place in the scan's memory;
 * one that is given up is taken by the next new vector. `codes` keeps the scan's
 * int8 rows in large chunks, so that an index opens without reading every float32
 * vector; it is a cache and is made again where it is missing. `stale` lists the
 * slots inside chunks whose vector changed or went since the chunk was stored.
 */
export function spaceTables(space: number): string {
  return /* sql */ `
    create table vectors_${space} (
      slot integer primary key autoincrement,
      id text not null unique,
      vector blob not null
    ) strict;
    create table codes_${space} (chunk integer primary key, rows blob not null) strict;
    create table stale_${space} (slot integer primary key) strict;
  `;
}
