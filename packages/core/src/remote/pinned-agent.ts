import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import type { Agent } from "undici";

/** Milliseconds until a connection stands, until the answer begins, and between two pieces of it. */
const stepMs = 10_000;

/**
 * Connects to these addresses and no others, whatever the host's name resolves to now.
 * The server is still asked for the name (`Host`), and its certificate must be the
 * name's. There is no proxy: a proxy would resolve the name again.
 */
export async function pinnedAgent(addresses: readonly string[]): Promise<Agent> {
  const { Agent, buildConnector } = await import("undici");
  const lookup: LookupFunction = (_host, { all }, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
  const connect = buildConnector({ timeout: stepMs, lookup });
  return new Agent({
    connect(options, callback) {
      connect(options, (error, socket) => {
        if (error) return callback(error, null);
        // A second check: the connection goes to a checked address.
        if (socket.remoteAddress && addresses.includes(socket.remoteAddress)) {
          return callback(null, socket);
        }
        socket.destroy();
        callback(new Error("Connected to another address than was checked."), null);
      });
    },
    connections: 1,
    headersTimeout: stepMs,
    bodyTimeout: stepMs,
  });
}
