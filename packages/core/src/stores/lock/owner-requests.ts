import type { Socket } from "node:net";
import {
  fromPlainError,
  isRevimgError,
  type PlainError,
  RevimgError,
  toPlainError,
} from "../../lib/errors.js";

/** Longest first line, and how long it may take to come. */
const mostBytes = 64 * 1024;
const requestTimeoutMs = 5_000;

/** Work of an owner for other processes: answers with any number of values, then ends. */
export type ServeRequest = (request: unknown, signal: AbortSignal) => AsyncIterable<unknown>;

/** One line of an answer. */
type Line = { value: unknown } | { done: true } | { error: PlainError };

/**
 * Answers requests of other processes to the owner of an index, on its local socket. A
 * line of JSON comes in, lines of JSON go out. A process that can connect may also
 * write to the index's folder, so it has the same rights. A connection without a
 * request only checks that the owner lives.
 */
export class OwnerRequests {
  readonly #serve: ServeRequest;
  readonly #connections = new Set<Socket>();
  readonly #work = new Set<Promise<void>>();

  constructor(serve: ServeRequest) {
    this.#serve = serve;
  }

  accept(connection: Socket): void {
    this.#connections.add(connection);
    connection.unref();
    connection.on("error", () => {});
    connection.once("close", () => this.#connections.delete(connection));
    connection.setTimeout(requestTimeoutMs, () => connection.destroy());
    let text = "";
    const onData = (chunk: string) => {
      text += chunk;
      if (text.length > mostBytes) return connection.destroy();
      const end = text.indexOf("\n");
      if (end < 0) return;
      connection.off("data", onData);
      connection.setTimeout(0);
      const work = this.#answer(connection, text.slice(0, end));
      this.#work.add(work);
      work.finally(() => this.#work.delete(work));
    };
    connection.setEncoding("utf8").on("data", onData);
  }

  /** Stops what is under way. Resolves when nothing is. */
  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    await Promise.allSettled(this.#work);
  }

  async #answer(connection: Socket, text: string): Promise<void> {
    const asker = new AbortController();
    connection.once("close", () => asker.abort());
    const say = (line: Line) => void connection.write(`${JSON.stringify(line)}\n`);
    try {
      for await (const value of this.#serve(JSON.parse(text), asker.signal)) say({ value });
      say({ done: true });
    } catch (error) {
      if (!asker.signal.aborted) say({ error: toPlainError(error, "store_failed") });
    }
    connection.end();
  }
}

/**
 * Asks an owner, and closes the connection at the end. Rejects with the owner's error,
 * or with `index_locked` when the owner can't answer.
 */
export async function* askOwner(
  connection: Socket,
  request: unknown,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown, void, undefined> {
  const onAbort = () => connection.destroy();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    connection.write(`${JSON.stringify(request)}\n`);
    let text = "";
    for await (const chunk of connection.setEncoding("utf8")) {
      const lines = (text + chunk).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const answer = JSON.parse(line) as Line;
        if ("error" in answer) throw fromPlainError(answer.error);
        if ("done" in answer) return;
        yield answer.value;
      }
    }
    signal?.throwIfAborted();
    throw unanswered();
  } catch (error) {
    signal?.throwIfAborted();
    throw isRevimgError(error) ? error : unanswered(error);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    connection.destroy();
  }
}

function unanswered(cause?: unknown): RevimgError {
  return new RevimgError(
    "index_locked",
    "The process that has the index open ended, was closed, or is of an older version and can't do this. Stop it, then run the same command again.",
    { cause },
  );
}
