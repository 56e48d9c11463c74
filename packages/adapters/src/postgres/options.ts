import type { ConnectionOptions } from "node:tls";
import { RevimgError } from "@revimg/core";
import type { PostgresConnection, PostgresPool } from "./pool.js";

/** Exactly one of `url`, `connection` and `pool` says where the server is. */
export interface PostgresOptions extends ConnectOptions {
  /**
   * Beginning of the schemas' names. The collection `photos` is kept in the schema
   * `revimg_photos`, apart from your own tables. 1 to 20 lower-case letters, digits
   * and _. Default `"revimg_"`.
   */
  schemaPrefix?: string | undefined;
  /**
   * Milliseconds for which a writer takes pictures before it must renew. When a process
   * dies, others wait so long for the pictures that it was writing. Above all pauses of
   * a live process. 1,000 to 3,600,000. Default 30,000.
   */
  leaseMs?: number | undefined;
}

/** Exactly one of `url`, `connection` and `pool` says where the server is. */
export interface ConnectOptions {
  /** `postgres://user:password@host:5432/database`. */
  url?: string | undefined;
  connection?: PostgresConnection | undefined;
  /**
   * A pool of your own, such as a `pg.Pool`. It keeps its own settings (limits, TLS),
   * and stays open when the store is closed.
   */
  pool?: PostgresPool | undefined;
  /**
   * `true` for TLS with a checked certificate, `false` for no TLS, or TLS options
   * such as `{ ca }`. Replaces the URL's `sslmode`. Default: what the URL says, else
   * no TLS.
   */
  ssl?: boolean | ConnectionOptions | undefined;
  /** Most connections at once. Default 10. */
  maxConnections?: number | undefined;
  /**
   * Longest wait for a connection, in milliseconds, whether a new or a free one.
   * Default 10,000.
   */
  connectTimeoutMs?: number | undefined;
  /**
   * Longest time of one statement, in milliseconds, with its waits for other writers.
   * Default 30,000.
   */
  statementTimeoutMs?: number | undefined;
  /**
   * `false` if connections can't keep prepared statements, as behind a pooler that
   * gives each transaction to another server connection. Default true.
   */
  preparedStatements?: boolean | undefined;
}

/** Checked options, with the defaults filled in. */
export interface CheckedOptions {
  /** Subpath and factory of the store, for messages. */
  adapter: string;
  /** Settings for a pool of our own. Null if a pool was given. */
  settings: Record<string, unknown> | null;
  pool: PostgresPool | null;
  /** `postgres://host:port/database`, without user, password and query. */
  location: string | null;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  schemaPrefix: string;
  leaseMs: number;
  preparedStatements: boolean;
}

/**
 * Throws `invalid_config` with the name of the wrong option. `adapter` is the factory
 * that got the options.
 */
export function checkOptions(
  { schemaPrefix = "revimg_", leaseMs = 30_000, ...options }: PostgresOptions,
  adapter = "postgres",
): CheckedOptions {
  const { url, connection, pool, ssl, preparedStatements = true } = options;
  const refuse = (message: string) => refuseOption(adapter, message);
  const given = [url, connection, pool].filter((value) => value !== undefined && value !== "");
  if (given.length !== 1) {
    refuse(
      `${adapter}() needs exactly one of url, connection and pool. A url from the environment may be unset.`,
    );
  }
  const whole = (
    name: "connectTimeoutMs" | "statementTimeoutMs" | "maxConnections",
    preset: number,
  ) => checkWhole(adapter, name, options[name] ?? preset, { least: 1, most: 2 ** 31 - 1 });
  const connectTimeoutMs = whole("connectTimeoutMs", 10_000);
  const statementTimeoutMs = whole("statementTimeoutMs", 30_000);
  const max = whole("maxConnections", 10);
  checkWhole(adapter, "leaseMs", leaseMs, { least: 1_000, most: 3_600_000 });
  if (!/^(?!pg_)[a-z_][a-z0-9_]{0,19}$/.test(schemaPrefix)) {
    refuse(
      `${adapter}({ schemaPrefix }) must be 1 to 20 lower-case letters, digits and _, not beginning with a digit or pg_.`,
    );
  }
  const checked = {
    adapter,
    connectTimeoutMs,
    statementTimeoutMs,
    schemaPrefix,
    leaseMs,
    preparedStatements,
  };
  if (pool !== undefined) {
    if (ssl !== undefined) refuse(`${adapter}({ ssl }) has no effect on a pool: set TLS up in it.`);
    return { ...checked, settings: null, pool, location: null };
  }
  if (url && !isServerUrl(url)) {
    refuse(`${adapter}({ url }) must look like postgres://user:password@host:5432/database.`);
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
    // If a client is cut off in the middle of a write, the others must not wait for it.
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
  return {
    ...checked,
    settings,
    pool: null,
    location: from ? urlLocation(from) : locationOf(connection),
  };
}

/** A whole number within bounds. Throws `invalid_config` with the name of the option. */
export function checkWhole(
  adapter: string,
  name: string,
  value: number,
  { least, most }: { least: number; most: number },
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const bounds = most === 2 ** 31 - 1 ? `of at least ${least}` : `from ${least} to ${most}`;
  return refuseOption(
    adapter,
    `${adapter}({ ${name} }) must be a whole number ${bounds}; it is ${value}.`,
  );
}

export function refuseOption(adapter: string, message: string): never {
  throw new RevimgError("invalid_config", message, { adapter });
}

/**
 * Plans are made while the tables of a new collection are still empty, and then kept.
 * With the cost of a fast disk for a random page, they use indexes from the
 * beginning. Compiling a statement that takes milliseconds would take longer than
 * running it.
 */
const planning = "-c random_page_cost=1.1 -c jit=off";

function joined(given: unknown, added: string): string {
  return typeof given === "string" ? `${given} ${added}` : added;
}

function isServerUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}

function readUrl(text: string, replacesTls: boolean): URL {
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
