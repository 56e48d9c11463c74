import { createServer, type Server, type Socket, connect as tcpConnect } from "node:net";
import { isRevimgError } from "@revimg/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { postgres } from "../postgres.js";
import { numbered, numberedFrom } from "./testing/records.js";
import { connect, lockTable, openStore, ownServer, untilWaiting } from "./testing/server.js";

const own = ownServer();
const passing = { code: "store_failed", retryable: true, adapter: "postgres" };
const lasting = { code: "store_failed", retryable: false, adapter: "postgres" };

describe("a server that is killed", () => {
  test("in the middle of a put and a scan: both fail, nothing is half there, and the same store goes on", async (context) => {
    const server = own.get(context);
    const store = await openStore({ url: server.url }, "killed");
    await store.put([numbered(1)]);
    const revision = await store.revision();
    // The put has written its rows when it comes to count its tags.
    await lockTable(server.url, "revimg_killed.tag_counts");
    await lockTable(server.url, "revimg_killed.meta");
    const put = store.put(numberedFrom(1, 500).map((record) => ({ ...record, title: "New" })));
    const read = store.getMeta("manifest");
    const outcomes = Promise.allSettled([put, read]);
    await untilWaiting(await connect(server.url), 2);
    await server.kill();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: passing });
      expect((outcome as PromiseRejectedResult).reason.message).toContain(
        `127.0.0.1:${server.port}`,
      );
    }
    await expect(store.stats()).rejects.toMatchObject(passing);

    await server.restart();
    expect((await store.stats()).count.indexed).toBe(1);
    expect(await store.get(["picture-0000001"])).toEqual([numbered(1)]);
    expect(await store.revision()).toBe(revision);
    await store.put(numberedFrom(1, 500));
    expect((await store.stats()).count.indexed).toBe(500);
  });
});

describe("limits of time", () => {
  test("a statement that waits too long fails, and its connection goes on", async (context) => {
    const server = own.get(context);
    const options = { url: server.url, statementTimeoutMs: 2_000, maxConnections: 1 };
    const store = await openStore(options, "slow");
    const unlock = await lockTable(server.url, "revimg_slow.images");
    await expect(store.put([numbered(1)])).rejects.toMatchObject({
      ...passing,
      details: { reason: "57014" },
    });
    await unlock();
    await store.put([numbered(1)]);
    expect((await store.stats()).count.indexed).toBe(1);
  });

  test("a network that falls silent in the middle of a statement fails the call", async (context) => {
    const server = own.get(context);
    const proxy = await startProxy(server.port);
    const url = new URL(server.url);
    url.port = `${proxy.port}`;
    const store = await openStore({ url: url.href, statementTimeoutMs: 2_000 }, "silent");
    proxy.fallSilent();
    await expect(store.stats()).rejects.toMatchObject(passing);
    proxy.speak();
    expect((await store.stats()).count.indexed).toBe(0);
  });

  test("a server that takes the connection and says nothing fails the call", async () => {
    const { port } = await listen(createServer());
    const url = `postgres://u:p@127.0.0.1:${port}/d`;
    const store = postgres({ url, connectTimeoutMs: 200 });
    onTestFinished(() => store.close());
    await expect(store.open({ collection: "mute" })).rejects.toMatchObject(passing);
  });
});

describe("a server that can't be used says why, and never shows the login", () => {
  const failing = async (options: Parameters<typeof postgres>[0]) => {
    const store = postgres(options);
    onTestFinished(() => store.close());
    const error = await store.open({ collection: "never" }).catch((error: unknown) => error);
    if (!isRevimgError(error)) throw new Error("The store opened.", { cause: error });
    return error;
  };

  test("a wrong password", async (context) => {
    const url = new URL(own.get(context).url);
    url.password = "hunter2";
    const error = await failing({ url: url.href });
    expect(error).toMatchObject(lasting);
    expect(error.message).toContain("refused the login");
    expect(JSON.stringify(error)).not.toMatch(/hunter2|user "postgres"/);
  });

  test("no password", async (context) => {
    const { port } = own.get(context);
    const error = await failing({ connection: { host: "127.0.0.1", port, user: "postgres" } });
    expect(error).toMatchObject(lasting);
    expect(error.message).toContain("password");
  });

  test("an unknown database", async (context) => {
    const error = await failing({ url: own.get(context).url.replace(/postgres$/, "absent") });
    expect(error).toMatchObject(lasting);
    expect(error.message).toContain("no such database");
  });

  test("nobody listening", async () => {
    const { port, stop } = await listen(createServer());
    await stop();
    const error = await failing({ url: `postgres://me:hunter2@localhost:${port}/photos` });
    expect(error).toMatchObject({ ...passing, details: { reason: "ECONNREFUSED" } });
    expect(error.message).toContain(`localhost:${port}/photos`);
    expect(JSON.stringify(error)).not.toMatch(/hunter2|me:/);
  });

  test("a user without the right to make a schema", async (context) => {
    const server = own.get(context);
    const admin = await connect(server.url);
    await admin.query("create user guest password 'guest'");
    const url = new URL(server.url);
    url.username = "guest";
    url.password = "guest";
    const error = await failing({ url: url.href });
    expect(error).toMatchObject({ ...lasting, details: { reason: "42501" } });
    expect(error.message).toContain("Grant CREATE");
  });
});

test("a collection that another process dropped is named as gone", async (context) => {
  const { url } = own.get(context);
  const [one, other] = [await openStore({ url }, "gone"), await openStore({ url }, "gone")];
  await one.drop();
  const error = await other.stats().catch((error: unknown) => error);
  expect(error).toMatchObject(lasting);
  expect((error as Error).message).toContain("Open it again");
  await other.open({ collection: "gone" });
  expect((await other.stats()).count.indexed).toBe(0);
});

async function listen(server: Server): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  onTestFinished(stop);
  return { port: (server.address() as { port: number }).port, stop };
}

/** Passes bytes on to a port until it is told to stop, without closing anything. */
async function startProxy(target: number) {
  let silent = false;
  const pass = (from: Socket, to: Socket) => {
    from.on("data", (bytes) => {
      if (!silent) to.write(bytes);
    });
    from.on("close", () => to.destroy()).on("error", () => {});
  };
  const { port } = await listen(
    createServer((client) => {
      const server = tcpConnect(target, "127.0.0.1");
      pass(client, server);
      pass(server, client);
    }),
  );
  const speak = () => {
    silent = false;
  };
  const fallSilent = () => {
    silent = true;
  };
  return { port, speak, fallSilent };
}
