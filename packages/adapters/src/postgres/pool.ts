/** The part of a pool that the adapter needs. `pg.Pool` has it. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
}

/** The part of a pool's client that the adapter needs. `pg.PoolClient` has it. */
export interface PostgresClient {
  query(statement: PostgresStatement): Promise<{ rows: Record<string, unknown>[] }>;
  /** With an error or true, the connection is closed instead of being used again. */
  release(error?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

export interface PostgresStatement {
  text: string;
  values: unknown[];
  /** Name of a statement that the server should prepare once for each connection. */
  name?: string;
}

/**
 * The server and the user. Missing settings come from PGHOST, PGUSER, … and then from
 * `pg`'s defaults.
 */
export interface PostgresConnection {
  host?: string;
  port?: number;
  user?: string;
  /** A function is called for every new connection, for passwords that expire. */
  password?: string | (() => string | Promise<string>);
  database?: string;
  /** Other settings of a `pg.Client`, passed on as they are. */
  [setting: string]: unknown;
}
