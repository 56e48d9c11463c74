import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface LoopbackServer {
  port: number;
  /** Connections so far. */
  connections(): number;
  close(): Promise<void>;
}

/** An HTTP server on one of this computer's addresses. */
export async function startServer(
  listener: RequestListener,
  host = "127.0.0.1",
): Promise<LoopbackServer> {
  let connections = 0;
  const server = createServer(listener).on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The same, closed after the test. */
export async function serveForTest(listener: RequestListener): Promise<LoopbackServer> {
  const server = await startServer(listener);
  onTestFinished(() => server.close());
  return server;
}
