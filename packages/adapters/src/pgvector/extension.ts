import { RevimgError } from "@revimg/core";
import type { Connections } from "../postgres/connections.js";
import { lockKey, quoted } from "../postgres/schema-name.js";
import type { Session } from "../postgres/session.js";

/** The extension in one database. */
export interface Extension {
  schema: string;
  /** Number of the type `vector`. */
  oid: number;
}

const adapter = "pgvector";

/**
 * Finds the extension and our schema, and creates them if they are absent. The user
 * often has the right to do so, as the owner of a database may create this extension.
 * Rejects with `missing_dependency` if the server does not have it, and with
 * `unsupported` if it is too old.
 */
export async function prepareDatabase(
  connections: Connections,
  schema: string,
  signal: AbortSignal | undefined,
): Promise<Extension> {
  const found = await connections.use(signal, async (session) => ({
    extension: await findExtension(session),
    hasSchema: await hasSchema(session, schema),
  }));
  if (found.extension && found.hasSchema) return found.extension;
  return connections.transact(signal, async (session) => {
    await session.run("select pg_advisory_xact_lock($1)", [lockKey(schema)]);
    let extension = await findExtension(session);
    if (!extension) {
      await createExtension(session);
      extension = await findExtension(session);
    }
    await session.runOnce(`create schema if not exists ${quoted(schema)}`);
    return extension!;
  });
}

async function findExtension(session: Session): Promise<Extension | null> {
  const [row] = await session.run(
    `select n.nspname as schema, e.extversion as version, t.oid::bigint as oid
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
      join pg_type t on t.typnamespace = n.oid and t.typname = 'vector'
      where e.extname = 'vector'`,
  );
  if (!row) return null;
  requireVersion(String(row.version));
  return { schema: String(row.schema), oid: Number(row.oid) };
}

async function hasSchema(session: Session, schema: string): Promise<boolean> {
  const rows = await session.run("select 1 from pg_namespace where nspname = $1", [schema]);
  return rows.length > 0;
}

/** Before 0.8, a query through the index could end before it had found enough. */
export function requireVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 0 || minor >= 8) return;
  throw new RevimgError(
    "unsupported",
    `The server's extension pgvector is ${version}, and 0.8 or newer is needed. Install a newer one there, then run in this database: ALTER EXTENSION vector UPDATE;`,
    { adapter, details: { found: version } },
  );
}

async function createExtension(session: Session): Promise<void> {
  try {
    await session.runOnce("create extension if not exists vector");
  } catch (cause) {
    throw extensionError(cause);
  }
}

/** Says why the extension can't be created, and what to do. Other failures stay as they are. */
export function extensionError(cause: unknown): unknown {
  const { code } = cause as { code?: unknown };
  // A feature that is not supported, or (before PostgreSQL 15) a file that is not there.
  if (code === "0A000" || code === "58P01") {
    return new RevimgError(
      "missing_dependency",
      "The PostgreSQL server lacks the extension pgvector. Install it there (Debian: apt-get install postgresql-<version>-pgvector; managed services list it among their extensions), then run in this database: CREATE EXTENSION vector;",
      { adapter, details: { package: "pgvector" }, cause },
    );
  }
  if (code === "42501") {
    return new RevimgError(
      "store_failed",
      "The extension pgvector is not created in this database, and this user may not do it. As its owner or an administrator run there: CREATE EXTENSION vector;",
      { adapter, retryable: false, details: { reason: code }, cause },
    );
  }
  return cause;
}
