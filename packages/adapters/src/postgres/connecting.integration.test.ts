import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { postgres } from "../postgres.js";
import type { PostgresOptions } from "./options.js";
import { numbered } from "./testing/records.js";
import { connect, lockTable, openStore, ownServer, untilWaiting } from "./testing/server.js";

const plain = ownServer();
const secure = ownServer({ tls: true });

async function refusal(options: PostgresOptions): Promise<unknown> {
  const store = postgres(options);
  onTestFinished(() => store.close());
  return store.open({ collection: "refused" }).catch((error: unknown) => error);
}

describe("TLS", () => {
  test("a certificate whose authority is given is trusted, and the connection is encrypted", async (context) => {
    const { url, certificate } = secure.get(context);
    const store = await openStore({ url, ssl: { ca: certificate ?? "" } }, "trusted");
    await store.put([numbered(1)]);
    const { rows } = await (await connect(url)).query(
      `select s.ssl from pg_stat_ssl s join pg_stat_activity a using (pid)
       where a.application_name = 'revimg'`,
    );
    expect(rows).toEqual([{ ssl: true }]);
  });

  test("a certificate that is not trusted is refused, unless that is asked for", async (context) => {
    const { url } = secure.get(context);
    expect(await refusal({ url, ssl: true })).toMatchObject({
      code: "store_failed",
      retryable: false,
      details: { reason: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    });
    const options = { url: `${url}?sslmode=verify-full`, ssl: { rejectUnauthorized: false } };
    const store = await openStore(options, "unchecked");
    expect((await store.stats()).count.indexed).toBe(0);
  });

  test("a server without TLS is refused when TLS is asked for", async (context) => {
    const { url } = plain.get(context);
    const error = await refusal({ url, ssl: true });
    expect(error).toMatchObject({ code: "store_failed", retryable: false });
    expect((error as Error).message).toContain("does not offer TLS");
  });

  test("an abort reaches the server under TLS too", async (context) => {
    const { url, certificate } = secure.get(context);
    const store = await openStore({ url, ssl: { ca: certificate ?? "" } }, "stopped");
    await lockTable(url, "revimg_stopped.images");
    const watcher = await connect(url);
    const controller = new AbortController();
    const running = store.scan({ after: null, pageSize: 10, signal: controller.signal });
    await untilWaiting(watcher, 1);
    controller.abort();
    await expect(running).rejects.toBe(controller.signal.reason);
    await untilWaiting(watcher, 0);
  });
});

describe("a pool that was given", () => {
  test("is used as it is, also by two stores, and stays open when they close", async (context) => {
    const { url } = plain.get(context);
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    onTestFinished(() => pool.end());
    const one = await openStore({ pool }, "pooled");
    const other = await openStore({ pool, preparedStatements: false }, "pooled-2");
    await one.put([numbered(1)]);
    await other.put([numbered(2)]);
    expect(await one.get(["picture-0000001", "picture-0000002"])).toEqual([numbered(1), null]);
    expect(one.location).toBeUndefined();
    await one.close();
    await other.close();
    const { rows } = await pool.query("select count(*)::int as rows from revimg_pooled.images");
    expect(rows).toEqual([{ rows: 1 }]);
  });

  test("gets no connection back in the middle of something", async (context) => {
    const { url } = plain.get(context);
    const pool = new pg.Pool({ connectionString: url, max: 1, application_name: "revimg" });
    onTestFinished(() => pool.end());
    const store = await openStore({ pool }, "returned");
    const unlock = await lockTable(url, "revimg_returned.images");
    const controller = new AbortController();
    const running = store.put([numbered(1)], { signal: controller.signal });
    await untilWaiting(await connect(url), 1);
    controller.abort();
    await expect(running).rejects.toBe(controller.signal.reason);
    await unlock();
    const { rows } = await pool.query("select txid_current_if_assigned() as transaction");
    expect(rows).toEqual([{ transaction: null }]);
    expect(await store.get(["picture-0000001"])).toEqual([null]);
  });
});

test("a connection in parts and a password that is asked for work as a URL does", async (context) => {
  const { port, user, password } = plain.get(context);
  const connection = {
    host: "127.0.0.1",
    port,
    user,
    password: async () => password,
    database: "postgres",
  };
  const store = await openStore({ connection }, "parts");
  await store.put([numbered(1)]);
  expect(await store.findByHash([numbered(1).contentHash])).toEqual([numbered(1)]);
  expect(store.location).toBe(`postgres://127.0.0.1:${port}/postgres`);
});
