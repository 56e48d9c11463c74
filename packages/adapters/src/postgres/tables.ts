/**
 * The tables of format 1, in the schema `s` (a quoted name).
 *
 * An id is text, as callers may give ids of their own that are no UUIDs. Texts
 * that are compared or sorted are `collate "C"`: by their UTF-8 bytes, whatever
 * the database's language, and no index breaks when the system's collations
 * change. `dimensions` is `"<width>x<height>"`; `mtime` and `ctime` are in
 * milliseconds since 1970. `image_sources.key` is the digest of what makes a source
 * the same (its path, else its URL, else its page), as those may be longer than an
 * index entry can be. A path may lead to several pictures. Signatures can hardly be
 * compressed: trying to would only cost time.
 *
 * `tag_counts` and `status_counts` are kept by triggers, so that a search never
 * counts a million rows. Writers change them without deadlocks because each one
 * first takes the row of `state`. The revision begins with the time, so that it
 * grows even when a collection is dropped and made again.
 *
 * `leases` says who may change a picture; see leases.ts. It is unlogged: after a crash
 * of the server or on a standby it is empty, and then every owner has lost its leases.
 */
export function createTables(s: string): string {
  return /* sql */ `
create table ${s}.state (
  single boolean primary key default true check (single),
  format integer not null,
  revision bigint not null
);
insert into ${s}.state (format, revision)
  values (1, floor(extract(epoch from clock_timestamp()) * 1000));

create table ${s}.meta (
  key text collate "C" primary key,
  value text not null
);

create table ${s}.images (
  id text collate "C" primary key,
  filename text collate "C" not null,
  original_url text,
  source_domain text collate "C",
  file_size bigint not null,
  dimensions text not null,
  created_at timestamptz not null,
  indexed_at timestamptz,
  width integer not null,
  height integer not null,
  mime_type text not null,
  content_hash text collate "C" not null,
  fingerprint text collate "C",
  pixel_hash text,
  signature text,
  title text,
  attributes jsonb not null,
  original text not null check (original in ('copy', 'reference', 'none')),
  status text not null check (status in ('pending', 'indexed', 'failed', 'deleting')),
  failure text
);
alter table ${s}.images alter column signature set storage external;
create index images_by_content_hash on ${s}.images (content_hash);
create index images_by_unfinished_status on ${s}.images (status, id) where status <> 'indexed';
create index images_by_source_domain on ${s}.images (source_domain) where source_domain is not null;
create index images_by_created_at on ${s}.images (created_at, id);
create index images_by_filename on ${s}.images (filename, id);
create index images_by_file_size on ${s}.images (file_size, id);
create index images_by_attributes on ${s}.images using gin (attributes jsonb_path_ops);

create table ${s}.image_tags (
  image_id text collate "C" not null references ${s}.images (id) on delete cascade,
  tag text collate "C" not null,
  confidence double precision not null,
  origin text collate "C" not null check (origin in ('model', 'user', 'file')),
  primary key (image_id, tag, origin)
);
create index image_tags_by_tag on ${s}.image_tags (tag, image_id);

create table ${s}.image_sources (
  number bigint generated always as identity primary key,
  image_id text collate "C" not null references ${s}.images (id) on delete cascade,
  url text,
  page_url text,
  domain text collate "C",
  path text,
  size bigint,
  mtime double precision,
  ctime double precision,
  etag text,
  last_modified text,
  title text,
  author text,
  license text,
  tags text[],
  key text collate "C" not null,
  unique (image_id, key)
);
create index image_sources_by_path on ${s}.image_sources (key) where path is not null;
create index image_sources_by_url on ${s}.image_sources (key)
  where path is null and url is not null;
create index image_sources_by_folder on ${s}.image_sources (left(path, 512) collate "C")
  where path is not null;
create index image_sources_by_domain on ${s}.image_sources (domain) where domain is not null;

create unlogged table ${s}.leases (
  image_id text collate "C" primary key,
  owner text not null,
  expires_at timestamptz not null
);

${statusCounts(s)}
${tagCounts(s)}`;
}

function statusCounts(s: string): string {
  return /* sql */ `
create table ${s}.status_counts (status text primary key, count bigint not null);
insert into ${s}.status_counts
  values ('pending', 0), ('indexed', 0), ('failed', 0), ('deleting', 0);

create function ${s}.add_statuses() returns trigger language plpgsql as $$ begin
  update ${s}.status_counts c set count = c.count + n.count
  from (select status, count(*) as count from after_rows group by status) n
  where c.status = n.status;
  return null;
end $$;
create function ${s}.remove_statuses() returns trigger language plpgsql as $$ begin
  update ${s}.status_counts c set count = c.count - o.count
  from (select status, count(*) as count from before_rows group by status) o
  where c.status = o.status;
  return null;
end $$;
create function ${s}.move_statuses() returns trigger language plpgsql as $$ begin
  update ${s}.status_counts c set count = c.count + d.difference
  from (
    select status, sum(step) as difference
    from (
      select status, 1 as step from after_rows
      union all
      select status, -1 from before_rows
    ) steps
    group by status
    having sum(step) <> 0
  ) d
  where c.status = d.status;
  return null;
end $$;
create trigger images_added after insert on ${s}.images
  referencing new table as after_rows
  for each statement execute function ${s}.add_statuses();
create trigger images_removed after delete on ${s}.images
  referencing old table as before_rows
  for each statement execute function ${s}.remove_statuses();
create trigger images_moved after update on ${s}.images
  referencing old table as before_rows new table as after_rows
  for each statement execute function ${s}.move_statuses();`;
}

/** A tag of two origins on one picture counts once. */
function tagCounts(s: string): string {
  return /* sql */ `
create table ${s}.tag_counts (tag text collate "C" primary key, count bigint not null);

create function ${s}.add_tags() returns trigger language plpgsql as $$ begin
  insert into ${s}.tag_counts as c (tag, count)
  select tag, count(*)
  from (
    select n.image_id, n.tag
    from after_rows n
    group by n.image_id, n.tag
    having count(*) = (
      select count(*) from ${s}.image_tags t where t.image_id = n.image_id and t.tag = n.tag
    )
  ) fresh
  group by tag
  order by tag
  on conflict (tag) do update set count = c.count + excluded.count;
  return null;
end $$;
create function ${s}.remove_tags() returns trigger language plpgsql as $$ begin
  update ${s}.tag_counts c set count = c.count - gone.count
  from (
    select tag, count(*) as count
    from (
      select distinct o.image_id, o.tag
      from before_rows o
      where not exists (
        select from ${s}.image_tags t where t.image_id = o.image_id and t.tag = o.tag
      )
    ) pairs
    group by tag
  ) gone
  where c.tag = gone.tag;
  delete from ${s}.tag_counts where count <= 0 and tag in (select tag from before_rows);
  return null;
end $$;
create trigger image_tags_added after insert on ${s}.image_tags
  referencing new table as after_rows
  for each statement execute function ${s}.add_tags();
create trigger image_tags_removed after delete on ${s}.image_tags
  referencing old table as before_rows
  for each statement execute function ${s}.remove_tags();`;
}
