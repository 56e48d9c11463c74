import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { Agent, buildConnector } from "undici";

/** Milliseconds until a connection must stand, the answer must begin, and between two pieces of it. */
const stepMs = 10_000;

/**
 * Connects to these addresses and no others, whatever the host's name resolves to
 * by now. The name stays what the server is asked for (`Host`) and what its
 * certificate must be of. No proxy: one would resolve the name again, by itself.
 */
export function pinnedAgent(addresses: readonly string[]): Agent {
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
        // Belt and braces: what was connected to is what was checked.
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
