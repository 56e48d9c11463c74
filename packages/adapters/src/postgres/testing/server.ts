import {
  isPostgresInstalled,
  type PostgresServer,
  type StartPostgresOptions,
  startPostgres,
  whyNoService,
} from "@revimg/testing/services";
import pg from "pg";
import { afterAll, beforeAll, onTestFinished, type TestContext } from "vitest";
import { postgres } from "../../postgres.js";
import type { PostgresOptions } from "../options.js";

/** A server for this test file alone, for tests that kill it or look at its connections. */
export function ownServer(options: StartPostgresOptions = {}) {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    if (isPostgresInstalled()) server = await startPostgres(options);
  });
  afterAll(() => server?.stop());
  return {
    /** Skips the test where PostgreSQL is not installed. */
    get({ skip }: TestContext): PostgresServer {
      return server ?? skip(whyNoService("postgres") ?? "");
    },
  };
}

/** A store with an open collection, closed when the test ends. */
export async function openStore(options: PostgresOptions, collection: string) {
  const store = postgres(options);
  onTestFinished(() => store.close());
  await store.open({ collection });
  return store;
}

/** A plain connection, to look at the server from outside. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  onTestFinished(() => client.end().catch(() => {}));
  return client;
}

/** Locks a table for every other statement. Call the answer to unlock it. */
export async function lockTable(url: string, table: string): Promise<() => Promise<void>> {
  const client = await connect(url);
  await client.query("begin");
  await client.query(`lock table ${table} in access exclusive mode`);
  return () => client.end();
}

/** Waits until `count` statements of stores are waiting for a lock on the server. */
export async function untilWaiting(watcher: pg.Client, count: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { rows } = await watcher.query(
      `select count(*)::int as waiting from pg_stat_activity
       where application_name = 'revimg' and state = 'active' and wait_event_type = 'Lock'`,
    );
    if (rows[0].waiting === count) return;
    if (Date.now() > deadline) {
      throw new Error(`${rows[0].waiting} statements are waiting for a lock, not ${count}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
