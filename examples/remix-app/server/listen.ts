import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { RevimgError } from "@revimg/core";
import type { RequestConnection } from "./server-context";

export interface Listening {
  /** Address for a browser on this machine, without a slash at the end. */
  url: string;
  /** Lets answers under way finish, for a while. Twice is a no-op. */
  close(): Promise<void>;
}

/** Docker ends a container 10 s after it was told to stop: what is left then is cut off here. */
const closeTimeoutMs = 8_000;

/** As `serve` of `@revimg/http` has them: whoever sends slowly holds no connection for long. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  // Longer than proxies keep theirs: the proxy must be the one that closes.
  keepAliveTimeout: 65_000,
};

/** Serves a handler. Rejects with `invalid_config` when the address can't be had. */
export async function listen(
  handler: (request: Request, connection: RequestConnection) => Response | Promise<Response>,
  { port, hostname }: { port: number; hostname: string },
): Promise<Listening> {
  const listener = getRequestListener(
    (request, { incoming }) => handler(request, { address: incoming.socket.remoteAddress }),
    { overrideGlobalObjects: false },
  );
  const server = createServer(limits, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(listenError(cause, port, hostname)));
    server.listen(port, hostname, resolve);
  });
  const local = ["127.0.0.1", "::1", "0.0.0.0", "::"].includes(hostname);
  const name = local ? "localhost" : hostname.includes(":") ? `[${hostname}]` : hostname;
  let closing: Promise<void> | undefined;
  // A kept-alive connection would hold the server open until it times out.
  server.prependListener("request", (_request, response) => {
    if (closing) response.setHeader("connection", "close");
    response.once("close", () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });
  return {
    url: `http://${name}:${(server.address() as AddressInfo).port}`,
    close() {
      closing ??= stop(server);
      return closing;
    },
  };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function listenError(cause: NodeJS.ErrnoException, port: number, hostname: string): RevimgError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
    EACCES: `This user may not listen on port ${port}. Choose one above 1023: PORT=3000 npm start`,
    EADDRNOTAVAIL: `This machine has no address ${hostname}. Unset HOST to listen on this machine only.`,
    ENOTFOUND: `The host name ${hostname} is unknown. Unset HOST to listen on this machine only.`,
  };
  const reason =
    reasons[cause.code ?? ""] ?? `Listening on ${hostname}:${port} failed (${cause.code}).`;
  return new RevimgError("invalid_config", reason, { details: { port, hostname }, cause });
}
