import { RevimgError } from "@revimg/core";
import type { Connections } from "../postgres/connections.js";
import { lockKey } from "../postgres/schema-name.js";
import type { Session } from "../postgres/session.js";
import type { CheckedPgvectorOptions } from "./options.js";
import { dropTable, type SpaceNames, type Statements } from "./statements.js";

/** Most dimensions of each type (pgvector's README, "Reference"). */
const most = { vector: 2_000, halfvec: 4_000, table: 16_000 };

const adapter = "pgvector";

/** Throws `unsupported` if the table or the index could not hold the vectors. */
export function checkDimension(
  dimension: number,
  { index, type }: Pick<CheckedPgvectorOptions, "index" | "type">,
): void {
  const limit = index === "none" ? most.table : most[type];
  if (dimension <= limit) return;
  const holder = index === "none" ? "A table" : `An HNSW index of type ${type}`;
  const choices = [
    ...(dimension <= most.halfvec && index !== "none" ? ['type: "halfvec"'] : []),
    ...(dimension <= most.table ? ['index: "none"'] : []),
  ].map((choice) => `pgvector({ ${choice} })`);
  const advice =
    choices.length > 0 ? `Set ${choices.join(" or ")}.` : "Use another store for this model.";
  throw new RevimgError(
    "unsupported",
    `${holder} takes up to ${limit.toLocaleString("en")} dimensions; this model's vectors have ${dimension.toLocaleString("en")}. ${advice}`,
    { adapter, details: { found: dimension, most: limit } },
  );
}

/**
 * Makes a space's table and index if they are absent: all or nothing, and one process
 * at a time. A space that needs no change is not locked, and the user needs no right
 * to create anything. Rejects with `index_mismatch` if the dimension differs.
 */
export async function openSpace(
  connections: Connections,
  names: SpaceNames,
  statements: Statements,
  { index, type }: CheckedPgvectorOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const look = (session: Session) => lookAt(session, names, index === "none" ? null : type);
  const found = await connections.use(signal, look);
  if (found.hasTable && found.hasIndex) return;
  await connections.transact(signal, async (session) => {
    await session.run("select pg_advisory_xact_lock($1)", [keyOf(names)]);
    const { hasTable, hasIndex } = await look(session);
    if (!hasTable) await session.runOnce(statements.createTable);
    if (!hasIndex) await session.runLong(statements.createIndex);
  });
}

/** Removes a space with all its vectors. An absent one is no error. */
export async function dropSpace(
  connections: Connections,
  names: Pick<SpaceNames, "schema" | "table">,
  signal: AbortSignal | undefined,
): Promise<void> {
  await connections.transact(signal, async (session) => {
    await session.run("select pg_advisory_xact_lock($1)", [keyOf(names)]);
    await session.runOnce(dropTable(names.schema, names.table));
  });
}

function keyOf({ schema, table }: Pick<SpaceNames, "schema" | "table">): string {
  return lockKey(`${schema}.${table}`);
}

/** What exists of a space. `indexed` is the type that its index should hold; null for no index. */
async function lookAt(
  session: Session,
  { schema, table, dimension }: SpaceNames,
  indexed: "vector" | "halfvec" | null,
): Promise<{ hasTable: boolean; hasIndex: boolean }> {
  const [row] = await session.run(
    `select a.atttypmod as dimension, (
        select count(*) from pg_index i
        join pg_class ic on ic.oid = i.indexrelid
        join pg_am m on m.oid = ic.relam
        join pg_opclass o on o.oid = i.indclass[0]
        where i.indrelid = c.oid and i.indisvalid and m.amname = 'hnsw' and o.opcname = $3
      ) as indexes
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'vector'
      where n.nspname = $1 and c.relname = $2`,
    [schema, table, `${indexed}_cosine_ops`],
  );
  if (!row) return { hasTable: false, hasIndex: indexed === null };
  const found = Number(row.dimension);
  if (found !== dimension) {
    throw new RevimgError(
      "index_mismatch",
      `The vector space ${table} holds vectors of ${found} dimensions, not ${dimension}. Name another collection.`,
      { adapter, details: { found, expected: dimension } },
    );
  }
  return { hasTable: true, hasIndex: indexed === null || Number(row.indexes) > 0 };
}
