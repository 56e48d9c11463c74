import { RevimgError } from "@revimg/core";
import type { Connections } from "./connections.js";
import { lockKey, quoted } from "./schema-name.js";
import type { Session } from "./session.js";
import { createTables } from "./tables.js";

/** The statements that bring a schema (its quoted name) from one format to the next. */
export type Migration = (s: string) => string;

/** The first makes the tables of format 1, the second turns format 1 into 2, and so on. Never changed once published. */
export const migrations: readonly Migration[] = [createTables, addSignatures, sharePaths];

/** Signatures are hardly compressible: trying to costs time only. */
function addSignatures(s: string): string {
  return /* sql */ `
    alter table ${s}.images add column pixel_hash text, add column signature text;
    alter table ${s}.images alter column signature set storage external;`;
}

/** A path may lead to several pictures, and a source without path and URL is known by its page. */
function sharePaths(s: string): string {
  return /* sql */ `
    alter table ${s}.image_sources add column ctime double precision, add column tags text[];
    drop index ${s}.image_sources_by_path;
    create index image_sources_by_path on ${s}.image_sources (key) where path is not null;
    update ${s}.image_sources
      set key = encode(sha256(convert_to(coalesce('page ' || page_url, 'none'), 'UTF8')), 'base64')
      where path is null and url is null;`;
}

/**
 * Brings a schema to the newest format, making it when it is absent. All or
 * nothing, and one process at a time: the others wait and find it done. A schema
 * that is as it should be is not locked and needs no right to create anything.
 */
export async function migrate(
  connections: Connections,
  schema: string,
  signal: AbortSignal | undefined,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const format = await connections.use(signal, (session) => formatOf(session, schema));
  if (isCurrent(format, schema, steps)) return;
  await connections.transact(signal, async (session) => {
    await session.run("select pg_advisory_xact_lock($1)", [lockKey(schema)]);
    const found = await formatOf(session, schema);
    if (isCurrent(found, schema, steps)) return;
    const s = quoted(schema);
    await session.runOnce(`create schema if not exists ${s}`);
    for (const step of steps.slice(found ?? 0)) await session.runOnce(step(s));
    await session.runOnce(`update ${s}.state set format = $1`, [steps.length]);
  });
}

/** Removes a schema with everything in it. */
export async function dropSchema(
  connections: Connections,
  schema: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await connections.transact(signal, async (session) => {
    await session.run("select pg_advisory_xact_lock($1)", [lockKey(schema)]);
    await session.runOnce(`drop schema if exists ${quoted(schema)} cascade`);
  });
}

/** The format of a schema's tables, or null where there are none. */
async function formatOf(session: Session, schema: string): Promise<number | null> {
  const s = quoted(schema);
  // Not `to_regclass`: after a wait for the lock it may still answer from before the wait.
  const [table] = await session.run(
    "select 1 from pg_tables where schemaname = $1 and tablename = 'state'",
    [schema],
  );
  if (!table) return null;
  const [state] = await session.runOnce(`select format from ${s}.state`);
  return state ? Number(state.format) : null;
}

function isCurrent(found: number | null, schema: string, steps: readonly Migration[]): boolean {
  if (found === null || found < steps.length) return false;
  if (found === steps.length) return true;
  throw new RevimgError(
    "index_mismatch",
    `The schema ${schema} was written by a newer version of revimg (format ${found}; this version knows ${steps.length}). Update: npm install @revimg/adapters@latest.`,
    { adapter: "postgres", details: { found, expected: steps.length } },
  );
}
