import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openPool } from "./load-pg.js";

/** A message of the server: its kind, its length, its content (PostgreSQL's protocol 3.0). */
function message(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

test("a server that goes away as it lets somebody in does not end the process", async () => {
  const welcome = [message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))];
  const farewell = message("E", Buffer.from("SFATAL\0C57P01\0Mgoing away\0\0"));
  const server = createServer((socket) => {
    // In one piece: nobody has had a chance to listen for the error.
    socket.once("data", () => socket.end(Buffer.concat([...welcome, farewell])));
    socket.on("error", () => {});
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const uncaught: unknown[] = [];
  const listen = (error: unknown) => void uncaught.push(error);
  process.on("uncaughtException", listen);
  onTestFinished(() => void process.off("uncaughtException", listen));
  const { port } = server.address() as AddressInfo;
  const pool = await openPool({ host: "127.0.0.1", port, user: "test" }, "postgres");
  const client = await pool.connect();
  client.release(true);
  await pool.end();
  expect(uncaught).toEqual([]);
});
