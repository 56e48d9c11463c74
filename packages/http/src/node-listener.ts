import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Handler } from "./create-handler.js";

/** What Node's `http`, Express and others call for a request. Its promise never rejects. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The handler as a listener for Node's `http`, or for a framework on it. Where it is
 * mounted below a path, the handler must have that path as its `basePath`. The framework
 * must leave the body unread.
 *
 * @example
 * const handler = createHandler(revimg, { basePath: "/pictures" });
 * app.use("/pictures", nodeListener(handler)); // Express
 */
export function nodeListener(handler: Handler): NodeListener {
  const listen = getRequestListener(
    (request, { incoming }) => handler(request, { address: incoming.socket.remoteAddress }),
    { overrideGlobalObjects: false },
  );
  return async (request, response) => {
    // Express takes the path of the mount off the address.
    const { originalUrl } = request as { originalUrl?: string };
    if (originalUrl !== undefined) request.url = originalUrl;
    await listen(request, response);
  };
}
