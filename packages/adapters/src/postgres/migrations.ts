import { RevimgError } from "@revimg/core";
import type { Connections } from "./connections.js";
import { lockKey, quoted } from "./schema-name.js";
import type { Session } from "./session.js";
import { createTables } from "./tables.js";

/** The statements that bring a schema (its quoted name) from one format to the next. */
export type Migration = (s: string) => string;

/**
 * The steps from format 1 (tables.ts): the first makes format 2 of it, the next one
 * format 3, and so on. There has been one format so far. A step that has been
 * released is never changed; a new format is a new step at the end.
 */
const migrations: readonly Migration[] = [];

/**
 * Brings a schema to the newest format, and makes an absent one. All or nothing, and
 * one process at a time: the others wait and find it done. A schema that needs no
 * change is not locked, and the user needs no right to create anything.
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
    if (found === null) await session.runOnce(createTables(s));
    for (const step of steps.slice((found ?? 1) - 1)) await session.runOnce(step(s));
    await session.runOnce(`update ${s}.state set format = $1`, [1 + steps.length]);
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
  // Not `to_regclass`: after a wait for the lock, it may answer as things were before the wait.
  const [table] = await session.run(
    "select 1 from pg_tables where schemaname = $1 and tablename = 'state'",
    [schema],
  );
  if (!table) return null;
  const [state] = await session.runOnce(`select format from ${s}.state`);
  return state ? Number(state.format) : null;
}

function isCurrent(found: number | null, schema: string, steps: readonly Migration[]): boolean {
  const expected = 1 + steps.length;
  if (found === null || found < expected) return false;
  if (found === expected) return true;
  throw new RevimgError(
    "index_mismatch",
    `The schema ${schema} was written by a newer version of revimg (format ${found}; this version knows ${expected}). Update: npm install @revimg/adapters@latest.`,
    { adapter: "postgres", details: { found, expected } },
  );
}
