/** What the adapter needs of a pool; `pg.Pool` is one. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
}

/** What the adapter needs of a pool's client; `pg.PoolClient` is one. */
export interface PostgresClient {
  query(statement: PostgresStatement): Promise<{ rows: Record<string, unknown>[] }>;
  /** With an error or true the connection is closed instead of being lent again. */
  release(error?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

export interface PostgresStatement {
  text: string;
  values: unknown[];
  /** Given for statements that the server is to prepare once a connection. */
  name?: string;
}

/** Where and as whom to connect. What is absent comes from PGHOST, PGUSER, … and then from `pg`'s defaults. */
export interface PostgresConnection {
  host?: string;
  port?: number;
  user?: string;
  /** A function is asked at every new connection: for passwords that expire. */
  password?: string | (() => string | Promise<string>);
  database?: string;
  /** Other settings of a `pg.Client`, handed on as they are. */
  [setting: string]: unknown;
}
