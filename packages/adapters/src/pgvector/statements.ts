import { quoted } from "../postgres/schema-name.js";
import type { CheckedPgvectorOptions } from "./options.js";

/** The names that the statements use. */
export interface SpaceNames {
  /** Schema of our tables. */
  schema: string;
  table: string;
  /** Schema in which the extension lies; it need not be in the search path. */
  extension: string;
  dimension: number;
}

export type Statements = ReturnType<typeof statementsOf>;

/** The statements that make and use the table of one space. */
export function statementsOf(
  { schema, table, extension, dimension }: SpaceNames,
  { type, m, efConstruction }: CheckedPgvectorOptions,
) {
  const t = `${quoted(schema)}.${quoted(table)}`;
  const e = quoted(extension);
  const vector = `${e}.vector`;
  /** Cosine distance. */
  const away = `operator(${e}.<=>)`;
  const score = `1 - (vector ${away} $1::${vector})`;
  const half = `${e}.halfvec(${dimension})`;
  // The expression of the index. A query uses the index only with exactly this expression.
  const entry = type === "vector" ? "vector" : `(vector::${half})`;
  const distance = `${entry} ${away} $1::${vector}${type === "vector" ? "" : `::${half}`}`;
  return {
    /**
     * Rows stay in one piece if a page can hold them. A scan would have to look up
     * every other piece.
     */
    createTable: `create table ${t} (
        id text collate "C" primary key,
        vector ${vector}(${dimension}) not null
      ) with (toast_tuple_target = 8160)`,
    createIndex: `create index on ${t} using hnsw (${entry} ${e}.${type}_cosine_ops)
      with (m = ${m}, ef_construction = ${efConstruction})`,
    /** Unchanged rows are not written again, as each write adds an entry to the index. */
    upsert: `insert into ${t} as stored (id, vector)
      select * from unnest($1::text[], $2::${vector}[])
      on conflict (id) do update set vector = excluded.vector
        where stored.vector operator(${e}.<>) excluded.vector`,
    fetch: `select id, encode(${e}.vector_send(vector), 'base64') as bytes
      from ${t} where id = any($1)`,
    delete: `delete from ${t} where id = any($1)`,
    scan: `select id from ${t} order by id limit $1`,
    scanAfter: `select id from ${t} where id > $2 order by id limit $1`,
    count: `select count(*) as count from ${t}`,
    /**
     * No index has the order of descending scores, so these statements look at every
     * vector (of the ids).
     */
    nearestOfAll: `select id, ${score} as score from ${t} order by score desc, id limit $2`,
    nearestOfIds: `select id, ${score} as score from ${t} where id = any($3)
      order by score desc, id limit $2`,
    /** How far a query through the index goes. Its results come in any order. */
    tune: `select set_config('hnsw.ef_search', $1, true),
      set_config('hnsw.iterative_scan', 'relaxed_order', true),
      set_config('hnsw.max_scan_tuples', $2, true)`,
    nearestByIndex: `with near as materialized (
        select id, vector from ${t} order by ${distance} limit $3
      )
      select id, ${score} as score from near order by score desc, id limit $2`,
  };
}

/** Removes a space's table. Absent schemas and tables are no error. */
export function dropTable(schema: string, table: string): string {
  return `drop table if exists ${quoted(schema)}.${quoted(table)}`;
}
