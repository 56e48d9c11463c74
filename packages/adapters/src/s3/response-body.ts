import type { Readable } from "node:stream";

/** The body of an answer, for any kind of stream that the client's request handler makes. */
export interface ResponseBody {
  /** Null at the end. */
  next(): Promise<Uint8Array | null>;
  /** Ends the connection. A `next` under way ends too. */
  destroy(): void;
}

interface WebBody {
  transformToWebStream(): ReadableStream<Uint8Array>;
}

export function openBody(body: unknown): ResponseBody {
  if (isReadable(body)) {
    // The connection may break while nobody reads.
    body.on("error", () => {});
    const chunks = body[Symbol.asyncIterator]();
    return {
      next: async () => ((await chunks.next()).value as Uint8Array | undefined) ?? null,
      destroy: () => void body.destroy(),
    };
  }
  const reader = (body as WebBody).transformToWebStream().getReader();
  return {
    next: async () => (await reader.read()).value ?? null,
    destroy: () => void reader.cancel().catch(() => {}),
  };
}

/** Ends the connection of an answer whose body nobody wants. */
export function discard(body: unknown): void {
  if (body) openBody(body).destroy();
}

function isReadable(body: unknown): body is Readable {
  return typeof body === "object" && body !== null && "destroy" in body && "pipe" in body;
}
