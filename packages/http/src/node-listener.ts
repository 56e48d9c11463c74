import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Handler } from "./create-handler.js";
import { bytesOf } from "./in-memory-response.js";
import { takesInMemory } from "./operations/client.js";
import { noteSource } from "./request-source.js";

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
    async (request, { incoming, outgoing }) => {
      // Hono's type has HTTP/2 too.
      noteSource(request, incoming as IncomingMessage);
      const connection = { address: incoming.socket.remoteAddress, [takesInMemory]: true };
      const answer = await handler(request, connection);
      return sendInMemory(answer, outgoing as ServerResponse) ? RESPONSE_ALREADY_SENT : answer;
    },
    { overrideGlobalObjects: false },
  );
  return async (request, response) => {
    // Express takes the path of the mount off the address.
    const { originalUrl } = request as { originalUrl?: string };
    if (originalUrl !== undefined) request.url = originalUrl;
    await listen(request, response);
  };
}

/** Sends an answer that is in memory. False for another one. */
function sendInMemory(answer: Response, outgoing: ServerResponse): boolean {
  const bytes = bytesOf(answer);
  if (bytes === null) return false;
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.end(bytes);
  return true;
}
