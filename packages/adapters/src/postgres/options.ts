import type { ConnectionOptions } from "node:tls";
import { RevimgError } from "@revimg/core";
import type { PostgresConnection, PostgresPool } from "./pool.js";

/** Exactly one of `url`, `connection` and `pool` says where the server is. */
export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`. */
  url?: string | undefined;
  connection?: PostgresConnection | undefined;
  /**
   * A pool of yours, such as a `pg.Pool`. It is used as it is set up (its limits,
   * its TLS) and stays open when the store is closed.
   */
  pool?: PostgresPool | undefined;
  /**
   * `true` for TLS with a certificate that is checked, `false` for none, or TLS
   * options such as `{ ca }`. Takes the place of the URL's `sslmode`. Default:
   * what the URL says, else no TLS.
   */
  ssl?: boolean | ConnectionOptions | undefined;
  /** Most connections at once. Default 10. */
  maxConnections?: number | undefined;
  /** Longest wait for a connection, new or free. Default 10,000. */
  connectTimeoutMs?: number | undefined;
  /** Longest time of one statement, waits for other writers included. Default 30,000. */
  statementTimeoutMs?: number | undefined;
  /**
   * Beginning of the schemas' names: the collection `photos` is kept in the schema
   * `revimg_photos`, apart from your own tables. 1 to 20 lower-case letters, digits
   * and _. Default `"revimg_"`.
   */
  schemaPrefix?: string | undefined;
  /**
   * `false` where connections can't keep prepared statements: behind a pooler
   * that hands each transaction to another server connection. Default true.
   */
  preparedStatements?: boolean | undefined;
}

/** Options as they were checked, with the defaults in their places. */
export interface CheckedOptions {
  /** Settings for a pool of our own; null where one was given. */
  settings: Record<string, unknown> | null;
  pool: PostgresPool | null;
  /** `postgres://host:port/database`, without user, password and query. */
  location: string | null;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  schemaPrefix: string;
  preparedStatements: boolean;
}

/** Throws `invalid_config` with the name of the option that is wrong. */
export function checkOptions(options: PostgresOptions): CheckedOptions {
  const { url, connection, pool, ssl } = options;
  const given = [url, connection, pool].filter((value) => value !== undefined && value !== "");
  if (given.length !== 1) {
    refuse(
      "postgres() needs exactly one of url, connection and pool. A url from the environment may be unset.",
    );
  }
  const connectTimeoutMs = whole("connectTimeoutMs", options.connectTimeoutMs, 10_000);
  const statementTimeoutMs = whole("statementTimeoutMs", options.statementTimeoutMs, 30_000);
  const max = whole("maxConnections", options.maxConnections, 10);
  const { schemaPrefix = "revimg_", preparedStatements = true } = options;
  if (!/^(?!pg_)[a-z_][a-z0-9_]{0,19}$/.test(schemaPrefix)) {
    refuse(
      "postgres({ schemaPrefix }) must be 1 to 20 lower-case letters, digits and _, not beginning with a digit or pg_.",
    );
  }
  const checked = { connectTimeoutMs, statementTimeoutMs, schemaPrefix, preparedStatements };
  if (pool !== undefined) {
    if (ssl !== undefined) refuse("postgres({ ssl }) has no effect on a pool: set TLS up in it.");
    return { ...checked, settings: null, pool, location: null };
  }
  const from = url ? readUrl(url, ssl !== undefined) : undefined;
  const settings: Record<string, unknown> = {
    application_name: "revimg",
    keepAlive: true,
    ...(from ? { connectionString: from.href } : connection),
    ...(ssl !== undefined && { ssl }),
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    options: joined(connection?.options, planning),
    // A client that is cut off in the middle of a write must not keep the others waiting.
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
  return {
    ...checked,
    settings,
    pool: null,
    location: from ? urlLocation(from) : locationOf(connection),
  };
}

/**
 * Plans are made while a new collection's tables are still empty, and kept: with
 * the price of a fast disk for a row that an index points to, they use indexes
 * from the beginning. Compiling a statement of milliseconds takes longer than
 * running it.
 */
const planning = "-c random_page_cost=1.1 -c jit=off";

function joined(given: unknown, added: string): string {
  return typeof given === "string" ? `${given} ${added}` : added;
}

function readUrl(text: string, replacesTls: boolean): URL {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    refuse("postgres({ url }) must look like postgres://user:password@host:5432/database.");
  }
  const url = new URL(text);
  if (replacesTls) {
    for (const name of [...url.searchParams.keys()]) {
      if (/^(ssl|uselibpqcompat$)/.test(name)) url.searchParams.delete(name);
    }
  }
  return url;
}

function urlLocation({ hostname, port, pathname, searchParams }: URL): string {
  return locationOf({
    host: hostname || searchParams.get("host"),
    port: port || searchParams.get("port"),
    database: pathname.slice(1),
  });
}

function locationOf({ host, port, database }: Record<string, unknown> = {}): string {
  return `postgres://${host || "localhost"}:${port || 5432}${database ? `/${database}` : ""}`;
}

function whole(name: string, value: number | undefined, preset: number): number {
  if (value === undefined) return preset;
  if (Number.isInteger(value) && value >= 1 && value < 2 ** 31) return value;
  return refuse(`postgres({ ${name} }) must be a whole number of at least 1; it is ${value}.`);
}

function refuse(message: string): never {
  throw new RevimgError("invalid_config", message, { adapter: "postgres" });
}
