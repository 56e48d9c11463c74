import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";
import type { StoreFilter } from "../filter.js";
import { Database } from "./database.js";
import { MetadataTables } from "./metadata-tables.js";
import { formatVersion } from "./migrations.js";
import { VectorTables } from "./vector-tables.js";

/** What format 1 wrote into a new file, to the letter. */
const firstFormat = `
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
pragma user_version = 1;
`;

/** Its vector space, with one slot given up inside a stored chunk. */
const firstSpace = `
    create table vectors_1 (
      slot integer primary key autoincrement,
      id text not null unique,
      vector blob not null
    ) strict;
    create table codes_1 (chunk integer primary key, rows blob not null) strict;
    create table dead_1 (slot integer primary key) strict;
    insert into vector_spaces values (1, 'photos-1', 2, 0);
    insert into vectors_1 values (2, 'from-disk', x'0000803f00000000');
    insert into dead_1 values (1);
`;

const rows = `
insert into meta values ('manifest', '{}'), ('revision', '41');
insert into images values
  ('both', 'b.jpg', 'https://example.org/b.jpg', 'example.org', 1, '3x2', 5, 6, 3, 2,
   'image/jpeg', 'hash-b', null, null, '{"size":5}', 'indexed', null),
  ('from-disk', 'd.jpg', null, null, 1, '3x2', 5, 6, 3, 2, 'image/jpeg', 'hash-d', null, null,
   '{}', 'indexed', null),
  ('from-web', 'w.jpg', 'https://example.net/w.jpg', 'example.net', 1, '3x2', 5, null, 3, 2,
   'image/jpeg', 'hash-w', null, null, '{}', 'pending', null);
insert into image_tags values
  ('both', 'dog', 0.5, 'model'), ('both', 'dog', 1, 'user'), ('from-disk', 'dog', 0.25, 'model');
insert into image_sources (image_id, url, domain, path) values
  ('both', 'https://example.org/b.jpg', 'example.org', null), ('both', null, null, '/b.jpg'),
  ('from-disk', null, null, '/d.jpg'),
  ('from-web', 'https://example.net/w.jpg', 'example.net', null);
`;

const everything: StoreFilter = {
  domains: [],
  tags: [],
  createdAt: {},
  width: {},
  height: {},
  attributes: [],
};

async function fileOfFormatOne(): Promise<string> {
  const file = join(await temporaryFolder(), "index.sqlite");
  change(
    file,
    "pragma page_size = 8192",
    "pragma journal_mode = wal",
    firstFormat,
    firstSpace,
    rows,
  );
  return file;
}

/** As another program would. */
function change(file: string, ...statements: string[]): void {
  const database = new sqlite.Database(file);
  for (const sql of ["pragma locking_mode = exclusive", ...statements]) database.exec(sql);
  database.close();
}

function open(file: string): Database {
  const database = new Database(file);
  onTestFinished(() => database.close());
  return database;
}

describe("a file of format 1", () => {
  test("keeps every row, and learns where the originals are", async () => {
    const metadata = new MetadataTables(open(await fileOfFormatOne()));
    const records = metadata.get(["both", "from-disk", "from-web"]);
    expect(records.map((record) => [record?.id, record?.original, record?.status])).toEqual([
      ["both", "reference", "indexed"],
      ["from-disk", "reference", "indexed"],
      ["from-web", "copy", "pending"],
    ]);
    expect(records[0]?.sources).toHaveLength(2);
    expect(records[0]?.attributes).toEqual({ size: 5 });
    expect(metadata.getMeta("manifest")).toBe("{}");
  });

  test("keeps its revision, and gives that name back to the manifest", async () => {
    const metadata = new MetadataTables(open(await fileOfFormatOne()));
    expect(metadata.revision()).toBe(41);
    expect(metadata.getMeta("revision")).toBeNull();
    metadata.setStatus(["from-web"], "indexed");
    expect(metadata.revision()).toBe(42);
  });

  test("keeps its counts, which go on from there", async () => {
    const metadata = new MetadataTables(open(await fileOfFormatOne()));
    expect(metadata.stats()).toEqual({ pending: 1, indexed: 2, failed: 0, deleting: 0 });
    expect(metadata.tagCounts(["dog"])).toEqual(new Map([["dog", 2]]));
    metadata.delete(["both"]);
    expect(metadata.stats()).toEqual({ pending: 1, indexed: 1, failed: 0, deleting: 0 });
    expect(metadata.tagCounts(["dog"])).toEqual(new Map([["dog", 1]]));
  });

  test("finds its pictures by tag and domain", async () => {
    const metadata = new MetadataTables(open(await fileOfFormatOne()));
    const find = (part: Partial<StoreFilter>) =>
      metadata.scan({ after: null, pageSize: 9, filter: { ...everything, ...part } }).ids;
    expect(find({ tags: ["dog"] })).toEqual(["both", "from-disk"]);
    expect(find({ domains: ["example.org", "example.net"] })).toEqual(["both", "from-web"]);
  });

  test("keeps its sources, whose paths may lead to several pictures from then on", async () => {
    const metadata = new MetadataTables(open(await fileOfFormatOne()));
    const [both, fromDisk] = metadata.get(["both", "from-disk"]);
    const web = { url: "https://example.org/b.jpg", domain: "example.org" };
    expect(both?.sources).toEqual([web, { path: "/b.jpg" }]);
    const changed = { path: "/b.jpg", mtimeMs: 1.5, ctimeMs: 2.25, tags: ["dog"] };
    metadata.put([{ ...fromDisk!, sources: [changed, {}] }]);
    const after = { ...fromDisk!, sources: [{ path: "/d.jpg" }, changed, {}] };
    expect(metadata.findByPath(["/b.jpg"])).toEqual([[both, after]]);
  });

  test("keeps its vectors", async () => {
    const vectors = new VectorTables(open(await fileOfFormatOne()), "photos-1", 2, 1);
    const hits = vectors.query(Float32Array.of(1, 0), 5);
    expect(hits).toEqual([{ id: "from-disk", score: 1 }]);
  });

  test("has the same tables as a new file afterwards", async () => {
    const tables = (database: Database) =>
      database.all(
        "select name, sql from sqlite_master where name not glob '*_1*' and name not glob 'sqlite_*' order by type, name",
      );
    const fresh = open(join(await temporaryFolder(), "index.sqlite"));
    const migrated = open(await fileOfFormatOne());
    expect(tables(migrated)).toEqual(tables(fresh));
    expect(migrated.get("pragma user_version")).toEqual({ user_version: formatVersion });
    expect(migrated.all("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });

  test("leaves no copy behind once it is migrated, also not that of a killed run", async () => {
    const file = await fileOfFormatOne();
    await writeFile(`${file}.format-1.bak.tmp`, "half a copy");
    new Database(file).close();
    expect(await readdir(join(file, ".."))).toEqual(["index.sqlite"]);
  });

  test("stays as it is, with a copy beside it, when the migration fails", async () => {
    const file = await fileOfFormatOne();
    change(file, "create table collection (not_ours)");
    expect(() => new Database(file)).toThrow(expect.objectContaining({ code: "store_failed" }));
    const copy = join(await temporaryFolder(), "copy.sqlite");
    await copyFile(`${file}.format-1.bak`, copy);
    for (const whole of [file, copy]) {
      change(whole, "drop table collection");
      const metadata = new MetadataTables(open(whole));
      expect(metadata.get(["both"])[0]?.original).toBe("reference");
    }
    expect(await readdir(join(file, ".."))).not.toContain("index.sqlite.format-1.bak");
  });
});
