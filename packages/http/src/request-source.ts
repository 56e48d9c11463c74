import type { IncomingMessage } from "node:http";

const sources = new WeakMap<Request, IncomingMessage>();

/** Notes that a request is this one of Node's server. */
export function noteSource(request: Request, incoming: IncomingMessage): void {
  sources.set(request, incoming);
}

/**
 * The body as Node has it: to read it there takes half as long as through the streams of
 * the web. Null when it is not known, or when somebody reads it already.
 */
export function unreadSource(request: Request): IncomingMessage | null {
  const source = sources.get(request);
  return source === undefined || source.readableDidRead || source.destroyed ? null : source;
}
