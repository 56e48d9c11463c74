import type { ImageRecord } from "@revimg/core";
import { toRows } from "./rows.js";
import type { Session } from "./session.js";

const imageColumns = {
  id: "text",
  filename: "text",
  original_url: "text",
  source_domain: "text",
  file_size: "bigint",
  dimensions: "text",
  created_at: "double precision",
  indexed_at: "double precision",
  width: "integer",
  height: "integer",
  mime_type: "text",
  content_hash: "text",
  fingerprint: "text",
  pixel_hash: "text",
  signature: "text",
  title: "text",
  attributes: "jsonb",
  original: "text",
  status: "text",
  failure: "text",
};

const sourceColumns = {
  image_id: "text",
  key: "text",
  url: "text",
  page_url: "text",
  domain: "text",
  path: "text",
  size: "bigint",
  mtime: "double precision",
  ctime: "double precision",
  etag: "text",
  last_modified: "text",
  title: "text",
  author: "text",
  license: "text",
  tags: "text[]",
};

const tagColumns = {
  image_id: "text",
  tag: "text",
  origin: "text",
  confidence: "double precision",
};

/** The statements of `put` in the schema `s` (a quoted name). Each takes one list as JSON. */
export function putStatements(s: string) {
  const imageNames = Object.keys(imageColumns);
  const values = imageNames.map((name) =>
    /_at$/.test(name) ? `to_timestamp(${name} / 1000.0)` : name,
  );
  return {
    images: `insert into ${s}.images (${imageNames.join(", ")})
      select ${values.join(", ")} from ${rowsOf(imageColumns)}
      on conflict (id) do update set ${assignments(imageNames, ["id"])}`,
    staleTags: `delete from ${s}.image_tags t using ${s}.images i
      where t.image_id = i.id and i.id in (select id from json_to_recordset($1::json) as r (id text))
        and (t.image_id, t.tag, t.origin) not in (
          select image_id, tag, origin from ${rowsOf(tagColumns, 2)}
        )`,
    tags: `insert into ${s}.image_tags (image_id, tag, origin, confidence)
      select image_id, tag, origin, confidence from ${rowsOf(tagColumns)}
      on conflict (image_id, tag, origin) do update set confidence = excluded.confidence
        where image_tags.confidence <> excluded.confidence`,
    sources: `insert into ${s}.image_sources (${Object.keys(sourceColumns).join(", ")})
      select ${Object.keys(sourceColumns).join(", ")}
      from (
        select r.*, row_number() over () as place from ${rowsOf(sourceColumns)}
      ) ordered
      order by place
      on conflict (image_id, key) do update
        set number = default, ${assignments(Object.keys(sourceColumns), ["image_id", "key"])}`,
  };
}

/** The values that one `put` sends to its statements. Each is a list as JSON. */
export interface PutLists {
  ids: string;
  images: string;
  tags: string;
  /** Null if there are none. */
  sources: string | null;
}

/** Makes the lists before the transaction, because other writers wait during the transaction. */
export function toPutLists(records: readonly ImageRecord[]): PutLists {
  const { images, tags, sources } = toRows(records);
  return {
    ids: JSON.stringify(records.map(({ id }) => ({ id }))),
    images: JSON.stringify(images),
    tags: JSON.stringify(tags),
    sources: sources.length > 0 ? JSON.stringify(sources) : null,
  };
}

/** Writes records inside a transaction that holds the writers' lock. */
export async function putRecords(
  session: Session,
  statements: ReturnType<typeof putStatements>,
  { ids, images, tags, sources }: PutLists,
): Promise<void> {
  await session.run(statements.images, [images]);
  await session.run(statements.staleTags, [ids, tags]);
  await session.run(statements.tags, [tags]);
  if (sources === null) return;
  await session.run(statements.sources, [sources]);
}

/** A list that was sent as JSON, as the table `r`. */
function rowsOf(columns: Record<string, string>, parameter = 1): string {
  const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  return `json_to_recordset($${parameter}::json) as r (${list.join(", ")})`;
}

function assignments(names: readonly string[], keys: readonly string[]): string {
  return names
    .filter((name) => !keys.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(", ");
}
