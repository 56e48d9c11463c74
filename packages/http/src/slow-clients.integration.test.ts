import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { ConnectionLimits } from "./connection-limits.js";
import { type RunningServer, serve } from "./serve.js";
import { openIdleConnections } from "./test-idle-connections.js";
import { formOf, openTestIndex, type TestIndex } from "./test-index.js";

/** REVIMG_TEST_CONNECTIONS=10000 opens as many. */
const count = Number(process.env.REVIMG_TEST_CONNECTIONS ?? 300);

let index: TestIndex;
let server: RunningServer | undefined;
const sockets: Socket[] = [];

beforeAll(async () => {
  index = await openTestIndex();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
});
afterAll(() => index[Symbol.asyncDispose]());

async function start(connections: ConnectionLimits): Promise<RunningServer> {
  server = await serve({ revimg: index.revimg, port: 0, connections });
  return server;
}

/** A connection that has sent this so far. Resolves once it is there. */
async function open({ port }: RunningServer, text = ""): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  if (text !== "") socket.write(text);
  return socket;
}

/** What comes until the server closes the connection. */
async function readToEnd(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes;
  });
  await once(socket, "close");
  return text;
}

it("answers searches beside many connections that send nothing, and closes those", async () => {
  const running = await start({
    headersTimeoutMs: 6_000 + 3 * count,
    maxConnections: count + 100,
  });
  const { ended } = await openIdleConnections(running.port, count);
  const body = formOf(index.pictures.get("memory-1")!);
  const answer = await fetch(`${running.url}/search`, { method: "POST", body });
  expect(answer.status).toBe(200);
  await answer.text();
  const { "HTTP/1.1 408": late = 0, "": silent = 0, ...others } = await ended;
  expect(others).toEqual({});
  expect(late + silent).toBe(count);
});

it.each([
  ["head", "GET /images HTTP/1.1\r\nHost: localhost\r\nX-Slow: "],
  [
    "body",
    "POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 1000\r\n\r\n",
  ],
])("closes a connection whose %s comes byte by byte", async (_part, beginning) => {
  const running = await start({ headersTimeoutMs: 300, requestTimeoutMs: 300 });
  const socket = await open(running, beginning);
  const drip = setInterval(() => socket.write("a"), 20);
  const text = await readToEnd(socket);
  clearInterval(drip);
  expect(text).toMatch(/^(HTTP\/1.1 408 |$)/);
  expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
});

it("slow bodies keep no place of a search", async () => {
  const running = await serve({
    ...{ revimg: index.revimg, port: 0, searches: { concurrent: 1, waitingPerClient: 1 } },
  });
  server = running;
  const picture = index.pictures.get("memory-2")!;
  const head = `POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.byteLength}\r\n\r\n`;
  await Promise.all(Array.from({ length: 20 }, () => open(running, head)));
  const answer = await fetch(`${running.url}/search`, { method: "POST", body: formOf(picture) });
  expect(answer.status).toBe(200);
  await answer.text();
});

it("closes more connections than there may be, at once", async () => {
  const running = await start({ maxConnections: 3 });
  const kept = [await open(running), await open(running), await open(running)];
  expect(await readToEnd(await open(running, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))).toBe(
    "",
  );
  for (const socket of kept) expect(socket.destroyed).toBe(false);
});

it("lets no header end early, and none be told twice", async () => {
  const running = await start({});
  const request = (lines: string[]) => `GET /health/live HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  for (const lines of [
    ["Host: localhost", "X-Request-Id: a\nSet-Cookie: b=c"],
    ["Host: localhost", "Host: evil.example"],
    ["Host: localhost", "Content-Length: 3", "Transfer-Encoding: chunked"],
    [],
  ]) {
    const text = await readToEnd(await open(running, request([...lines, "Connection: close"])));
    expect(text).toMatch(/^HTTP\/1.1 4(00|21) /);
    expect(text.toLowerCase()).not.toContain("set-cookie");
  }
});

it.each([{ headersTimeoutMs: 0 }, { maxConnections: 1.5 }, { timeoutMs: 5 }])(
  "refuses %j",
  async (connections) => {
    const started = serve({ revimg: index.revimg, port: 0, connections });
    await expect(started).rejects.toMatchObject({ code: "invalid_config" });
  },
);
