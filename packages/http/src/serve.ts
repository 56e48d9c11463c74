import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Revimg, RevimgError } from "@revimg/core";
import type { CollectionOptions } from "./collections/collection-options.js";
import { type ConnectionLimits, connectionLimits } from "./connection-limits.js";
import { createHandler, type HandlerOptions } from "./create-handler.js";
import { nodeListener } from "./node-listener.js";
import { localHosts } from "./operations/local-hosts.js";

export interface ServeOptions extends HandlerOptions {
  /** The index to serve. The caller closes it, after the server. */
  revimg: Revimg;
  /** 0 takes a free one. Default 3000. */
  port?: number;
  /** Interface to listen on. Default `"127.0.0.1"`: this machine only; `"0.0.0.0"` is every interface. */
  hostname?: string;
  /** How long `close` waits for requests under way, in milliseconds, before it cuts them off. Default 10,000. */
  closeTimeoutMs?: number;
  /** How long connections may take, and how many there may be. */
  connections?: ConnectionLimits;
}

export interface RunningServer extends AsyncDisposable {
  /**
   * Where a program on this machine reaches it, with the mount prefix:
   * `http://127.0.0.1:3000/api`.
   */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more requests, finishes those under way, and frees the port. A second
   * call does nothing.
   */
  close(): Promise<void>;
}

/**
 * Serves an index over HTTP with Node. Resolves once it listens, and tells other
 * processes the address through the index's lock. Rejects with `invalid_config`
 * when the port or the interface can't be had.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { revimg, port = 3000, hostname = "127.0.0.1", closeTimeoutMs = 10_000 } = options;
  let url = "";
  const { collections, ...others } = options;
  const handler = createHandler(revimg, {
    ...localHosts({ hostname, trustProxy: options.trustProxy }),
    ...others,
    ...(collections && { collections: announced(collections, (name) => `${url}/c/${name}`) }),
  });
  const { maxConnections, ...timeouts } = connectionLimits(options.connections);
  const server = createServer(timeouts, nodeListener(handler));
  server.maxConnections = maxConnections;
  await listen(server, port, hostname);
  const address = server.address() as AddressInfo;
  const basePath = (options.basePath ?? "").replace(/\/+$/, "");
  url = `http://${reachable(hostname)}:${address.port}${basePath}`;

  let closing: Promise<void> | undefined;
  // A kept-alive connection would hold the server open until it times out.
  server.on("request", (_request, response) => {
    if (closing) response.setHeader("connection", "close");
    response.once("close", () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });
  const close = () => {
    closing ??= Promise.all([stop(server, closeTimeoutMs), handler.close()]).then(() => {});
    return closing;
  };

  try {
    await revimg.announce(url);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, port: address.port, close, [Symbol.asyncDispose]: close };
}

/** The collections, each of which tells other processes the address where it is served. */
function announced(
  collections: CollectionOptions,
  addressOf: (name: string) => string,
): CollectionOptions {
  const open: CollectionOptions["open"] = async (name, options) => {
    const revimg = await collections.open(name, options);
    try {
      await revimg.announce(addressOf(name));
      return revimg;
    } catch (error) {
      await revimg.close();
      throw error;
    }
  };
  return { ...collections, open };
}

function listen(server: Server, port: number, hostname: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(listenError(error, port, hostname));
    server.once("error", fail);
    try {
      server.listen(port, hostname, () => {
        server.off("error", fail);
        resolve();
      });
    } catch (error) {
      fail(error);
    }
  });
}

function stop(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function listenError(cause: unknown, port: number, hostname: string): RevimgError {
  const code = (cause as { code?: unknown } | null)?.code;
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} of ${hostname} is taken by another program. Stop it, or choose another port; 0 takes a free one.`,
    EACCES: `This user may not listen on port ${port}. Choose a port above 1023.`,
    EADDRNOTAVAIL: `This machine has no interface ${hostname}. Use 127.0.0.1 for this machine only, or 0.0.0.0 for every interface.`,
    ENOTFOUND: `The host name ${hostname} is unknown. Use 127.0.0.1 for this machine only, or 0.0.0.0 for every interface.`,
    ERR_SOCKET_BAD_PORT: `The port must be a whole number from 0 to 65535; it is ${port}.`,
  };
  const message =
    reasons[String(code)] ?? `The server can't listen on ${hostname}:${port} (${code}).`;
  return new RevimgError("invalid_config", message, { details: { port, hostname }, cause });
}

/** The address that means every interface is not one to connect to. */
function reachable(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "127.0.0.1";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
