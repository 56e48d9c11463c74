import type { ImageStatus } from "@revimg/core";
import { leaseStatements } from "./leases.js";
import { putStatements } from "./put.js";
import { recordColumns } from "./rows.js";
import { quoted } from "./schema-name.js";

/** The statements on the tables of one schema. */
export type Statements = ReturnType<typeof statementsOf>;

export function statementsOf(schemaName: string) {
  const s = quoted(schemaName);
  const record = recordColumns(s, { signature: true });
  const bare = recordColumns(s, { signature: false });
  const hasStatus: Record<ImageStatus, string> = {
    // The index of unfinished rows is used only for conditions that repeat its own condition.
    pending: "i.status = 'pending' and i.status <> 'indexed'",
    failed: "i.status = 'failed' and i.status <> 'indexed'",
    deleting: "i.status = 'deleting' and i.status <> 'indexed'",
    indexed: "i.status = 'indexed'",
  };
  return {
    schema: s,
    hasStatus,
    /** This changes the row that is the writers' lock. The lock is held until the commit. */
    step: `update ${s}.state set revision = revision + 1`,
    leases: leaseStatements(s),
    put: putStatements(s),
    removeSource: `delete from ${s}.image_sources where image_id = $1 and key = $2`,
    countSources: `select count(*) as count from ${s}.image_sources where image_id = $1`,
    setStatus: `update ${s}.images
      set status = $2,
        indexed_at = case when $2 = 'indexed' then date_trunc('milliseconds', clock_timestamp())
          else indexed_at end
      where id = any($1)`,
    /** Deletes tags and sources itself, many at once. The cascade would delete row by row. */
    delete: [
      `delete from ${s}.image_tags where image_id = any($1)`,
      `delete from ${s}.image_sources where image_id = any($1)`,
      `delete from ${s}.images where id = any($1)`,
    ],
    scan: (where: string, limit: number) =>
      `select i.id from ${s}.images i where ${where} order by i.id limit $${limit}`,
    reads: {
      getMeta: `select value from ${s}.meta where key = $1`,
      setMeta: `insert into ${s}.meta (key, value) values ($1, $2)
        on conflict (key) do update set value = excluded.value`,
      addMeta: `insert into ${s}.meta (key, value) values ($1, $2)
        on conflict (key) do nothing returning key`,
      replaceMeta: `update ${s}.meta set value = $2 where key = $1 and value = $3 returning key`,
      revision: `select revision from ${s}.state`,
      get: `select i.id as key, ${record} from ${s}.images i where i.id = any($1)`,
      getBare: `select i.id as key, ${bare} from ${s}.images i where i.id = any($1)`,
      signatures: `select id as key, signature from ${s}.images
        where id = any($1) and signature is not null`,
      /** If several pictures have the same bytes (with ids from the caller), the first by id. */
      findByHash: `select distinct on (i.content_hash) i.content_hash as key, ${record}
        from ${s}.images i where i.content_hash = any($1) order by i.content_hash, i.id`,
      findByPath: `select p.key, ${record}
        from ${s}.image_sources p join ${s}.images i on i.id = p.image_id
        where p.key = any($1) and p.path is not null order by i.id`,
      findByUrl: `select p.key, ${record}
        from ${s}.image_sources p join ${s}.images i on i.id = p.image_id
        where p.key = any($1) and p.path is null and p.url is not null order by i.id`,
      tagCounts: `select tag, count from ${s}.tag_counts where tag = any($1)`,
      topTags: `select tag, count from ${s}.tag_counts
        where count > 0 and starts_with(tag, $1) order by count desc, tag limit $2`,
      stats: `select status, count, (
          select sum(pg_total_relation_size(c.oid)) from pg_class c
          where c.relnamespace = (select oid from pg_namespace where nspname = $1) and c.relkind = 'r'
        ) as bytes
        from ${s}.status_counts`,
    },
  };
}
