import { createHash } from "node:crypto";
import { cancelStatement } from "./cancel.js";
import { type Caller, timeoutError } from "./errors.js";
import type { PostgresClient } from "./pool.js";

export type Row = Record<string, unknown>;

export interface SessionOptions {
  caller: Caller;
  statementTimeoutMs: number;
  preparedStatements: boolean;
}

/**
 * We wait this much longer for a statement than the server's own limit. Only a server
 * that is gone or stuck takes longer.
 */
const graceMs = 1_000;

/** One connection of the pool, for the statements of one call. */
export class Session {
  readonly #client: PostgresClient;
  readonly #options: SessionOptions;
  readonly #signal: AbortSignal | undefined;
  #lost = false;
  #isTimed = true;
  readonly #onError = () => {
    this.#lost = true;
  };

  constructor(client: PostgresClient, options: SessionOptions, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#options = options;
    this.#signal = signal;
    // The pool removes its own listener while the connection is in use.
    client.on("error", this.#onError);
  }

  /** A statement with a fixed text. The server plans it once for each connection. */
  run(text: string, values: unknown[] = []): Promise<Row[]> {
    const name = this.#options.preparedStatements ? { name: nameOf(text) } : {};
    return this.#send({ text, values, ...name });
  }

  /** A statement whose best plan depends on its values. The server plans it each time. */
  runOnce(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.#send({ text, values });
  }

  /**
   * A statement without a time limit, inside a transaction. The statements after it
   * have none either.
   */
  async runLong(text: string): Promise<Row[]> {
    await this.runOnce("set local statement_timeout = 0");
    this.#isTimed = false;
    return this.runOnce(text);
  }

  /**
   * When the signal aborts or the time is over, rejects at once and stops the
   * statement on the server. The connection is then not used again.
   */
  #send(statement: { text: string; values: unknown[]; name?: string }): Promise<Row[]> {
    const signal = this.#signal;
    const { caller, statementTimeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const giveUp = (reason: unknown) => {
        this.#lost = true;
        cancelStatement(this.#client);
        reject(reason);
      };
      const onAbort = () => giveUp(signal?.reason);
      const timer = this.#isTimed
        ? setTimeout(
            () => giveUp(timeoutError(caller, statementTimeoutMs)),
            statementTimeoutMs + graceMs,
          )
        : undefined;
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#client
        .query(statement)
        .then(({ rows }) => resolve(rows), reject)
        .finally(() => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", onAbort);
        });
    });
  }

  /** Undoes an open transaction. If that fails, the connection is not used again. */
  async rollBack(): Promise<void> {
    if (this.#lost) return;
    await this.runOnce("rollback").catch(this.#onError);
  }

  /** Gives the connection back, or closes it if it may be in the middle of something. */
  release(): void {
    this.#client.removeListener("error", this.#onError);
    this.#client.release(this.#lost);
  }
}

const names = new Map<string, string>();

/**
 * A name that follows from the text. Stores that share a pool get the same name for
 * the same text, and different names for different texts.
 */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `revimg_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    names.set(text, name);
  }
  return name;
}
