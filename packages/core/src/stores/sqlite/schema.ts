/**
 * The tables of format 1, with which every file begins; see migrations.ts for
 * what came later. Times are milliseconds since 1970; `dimensions` is
 * `"<width>x<height>"`.
 */
export const firstTables = /* sql */ `
create table meta (
  key text primary key,
  value text not null
) strict, without rowid;

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
  title text,
  attributes text not null,
  status text not null check (status in ('pending', 'indexed', 'failed', 'deleting')),
  failure text
) strict, without rowid;
create index images_by_unfinished_status on images (status, id) where status <> 'indexed';

create table image_tags (
  image_id text not null references images (id) on delete cascade,
  tag text not null,
  confidence real not null,
  origin text not null check (origin in ('model', 'user', 'file')),
  primary key (image_id, tag, origin)
) strict, without rowid;

create table image_sources (
  number integer primary key,
  image_id text not null references images (id) on delete cascade,
  url text,
  page_url text,
  domain text,
  path text,
  size integer,
  mtime real,
  title text,
  author text,
  license text
) strict;
create index image_sources_by_image on image_sources (image_id);
create unique index image_sources_by_path on image_sources (path) where path is not null;

-- Counters that triggers keep, so that a search never counts a million rows.
create table status_counts (status text primary key, count integer not null) strict, without rowid;
insert into status_counts values ('pending', 0), ('indexed', 0), ('failed', 0), ('deleting', 0);
create trigger images_added after insert on images begin
  update status_counts set count = count + 1 where status = new.status;
end;
create trigger images_removed after delete on images begin
  update status_counts set count = count - 1 where status = old.status;
end;
create trigger images_moved after update of status on images when old.status <> new.status begin
  update status_counts set count = count - 1 where status = old.status;
  update status_counts set count = count + 1 where status = new.status;
end;

create table tag_counts (tag text primary key, count integer not null) strict, without rowid;
create trigger image_tags_added after insert on image_tags
when not exists (
  select 1 from image_tags where image_id = new.image_id and tag = new.tag and origin <> new.origin
) begin
  insert into tag_counts values (new.tag, 1) on conflict (tag) do update set count = count + 1;
end;
create trigger image_tags_removed after delete on image_tags
when not exists (
  select 1 from image_tags where image_id = old.image_id and tag = old.tag
) begin
  update tag_counts set count = count - 1 where tag = old.tag;
  delete from tag_counts where tag = old.tag and count <= 0;
end;

create table vector_spaces (
  number integer primary key,
  name text not null unique,
  dimension integer not null,
  codes_version integer not null
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
