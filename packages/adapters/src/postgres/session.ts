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

/** How much longer than the server we wait for a statement: only a server that is gone or stuck takes it. */
const graceMs = 1_000;

/** One connection, lent by the pool, for the statements of one call. */
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
    // The pool takes its own listener off while the connection is lent.
    client.on("error", this.#onError);
  }

  /** A statement of fixed text; the server plans it once a connection. */
  run(text: string, values: unknown[] = []): Promise<Row[]> {
    const name = this.#options.preparedStatements ? { name: nameOf(text) } : {};
    return this.#send({ text, values, ...name });
  }

  /** A statement whose best plan depends on its values: planned each time. */
  runOnce(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.#send({ text, values });
  }

  /** A statement that may take as long as it takes, inside a transaction; those after it may too. */
  async runLong(text: string): Promise<Row[]> {
    await this.runOnce("set local statement_timeout = 0");
    this.#isTimed = false;
    return this.runOnce(text);
  }

  /**
   * Rejects at once when the signal is aborted or the time is over, and stops
   * the statement on the server; the connection is then not used again.
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

  /** Undoes an open transaction. A connection on which that fails is not used again. */
  async rollBack(): Promise<void> {
    if (this.#lost) return;
    await this.runOnce("rollback").catch(this.#onError);
  }

  /** Gives the connection back, or closes it where it may be in the middle of something. */
  release(): void {
    this.#client.removeListener("error", this.#onError);
    this.#client.release(this.#lost);
  }
}

const names = new Map<string, string>();

/** The same text has the same name in every store that shares a pool, another text another one. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `revimg_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    names.set(text, name);
  }
  return name;
}
