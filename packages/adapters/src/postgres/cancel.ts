import { connect } from "node:net";
import type { PostgresClient } from "./pool.js";

/** Longest wait for the server to take the request. */
const timeoutMs = 5_000;

/** Code of a CancelRequest (PostgreSQL documentation, "Message Formats"). */
const cancelRequestCode = 80_877_102;

/** What a `pg.Client` knows about the server process behind it. */
interface Backend {
  processID?: unknown;
  secretKey?: unknown;
  host?: unknown;
  port?: unknown;
}

/**
 * Asks the server to stop the statement of a connection. While a server computes, it
 * does not notice that its client has gone, so closing the connection alone would
 * leave the statement running. The request is a connection of its own, with a key
 * instead of a password. Servers take it without TLS. Does not wait for the result.
 */
export function cancelStatement(client: PostgresClient): void {
  const { processID, secretKey, host, port } = client as Backend;
  if (typeof processID !== "number" || typeof secretKey !== "number") return;
  if (typeof host !== "string" || typeof port !== "number") return;
  const request = Buffer.alloc(16);
  request.writeInt32BE(request.length, 0);
  request.writeInt32BE(cancelRequestCode, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.setTimeout(timeoutMs, () => socket.destroy());
  socket.on("error", () => {});
  // The server answers by closing the connection.
  socket.resume().end(request);
}
