import { RevimgError } from "@revimg/core";
import { type Caller, timeoutError, toStoreError } from "./errors.js";
import { openPool } from "./load-pg.js";
import type { CheckedOptions } from "./options.js";
import type { PostgresClient, PostgresPool } from "./pool.js";
import { type Row, Session } from "./session.js";

/** How often a transaction is tried that the server rolled back in favour of another one. */
const maxTries = 4;

/** Lends connections to calls. Each is for one statement or one transaction. */
export class Connections {
  readonly #options: CheckedOptions;
  readonly #caller: Caller;
  readonly #calls = new Set<Promise<unknown>>();
  #pool: Promise<PostgresPool> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: CheckedOptions) {
    this.#options = options;
    const { adapter, location } = options;
    this.#caller = { adapter, place: location?.replace("postgres://", "") ?? "the given pool" };
  }

  /** Throws `disposed` after `close()`. */
  check(): void {
    if (!this.#closing) return;
    const { adapter } = this.#caller;
    throw new RevimgError("disposed", `The ${adapter} store was closed.`, { adapter });
  }

  /** Lends a connection to `work`. Failures become a `RevimgError`. */
  async use<T>(
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    this.check();
    const call = this.#lend(signal, work);
    this.#calls.add(call);
    try {
      return await call;
    } catch (error) {
      // The signal's reason may be any error. It comes from the caller, not from the server.
      if (signal?.aborted && error === signal.reason) throw error;
      throw toStoreError(error, this.#caller);
    } finally {
      this.#calls.delete(call);
    }
  }

  /**
   * Does all of `work` or nothing of it, in one transaction. `work` may run again, so
   * it must change nothing but the database. A `read only` transaction also runs on
   * standby servers.
   */
  async transact<T>(
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
    access: "read write" | "read only" = "read write",
  ): Promise<T> {
    return this.#retried(signal, (session) => inTransaction(session, access, work));
  }

  /** One statement that is a transaction by itself: one round trip. */
  transactOne(signal: AbortSignal | undefined, text: string, values: unknown[]): Promise<Row[]> {
    return this.#retried(signal, (session) => session.run(text, values));
  }

  async #retried<T>(
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.use(signal, work);
      } catch (error) {
        if (attempt >= maxTries || !gaveWay(error)) throw error;
      }
    }
  }

  /**
   * Ends the pool that was opened here, after the calls under way. A second call does
   * nothing. Asks for a last piece of work when those are done. Its failure is not told.
   */
  close(last: () => ((session: Session) => Promise<unknown>) | null = () => null): Promise<void> {
    this.#closing ??= this.#end(last);
    return this.#closing;
  }

  async #end(last: () => ((session: Session) => Promise<unknown>) | null): Promise<void> {
    await Promise.allSettled(this.#calls);
    const work = last();
    if (work) await this.#lend(undefined, work).catch(() => {});
    if (this.#options.pool || !this.#pool) return;
    const pool = await this.#pool.catch(() => null);
    await pool?.end();
  }

  async #lend<T>(
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const session = new Session(
      await this.#connect(signal),
      { ...this.#options, caller: this.#caller },
      signal,
    );
    try {
      return await work(session);
    } finally {
      session.release();
    }
  }

  /** If a connection comes when nobody waits any more, it goes back to the pool. */
  async #connect(signal: AbortSignal | undefined): Promise<PostgresClient> {
    const pool = await this.#openPool();
    const { connectTimeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      let waiting = true;
      const settle = (end: () => void) => {
        if (!waiting) return;
        waiting = false;
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        end();
      };
      const onAbort = () => settle(() => reject(signal?.reason));
      const timer = setTimeout(
        () => settle(() => reject(timeoutError(this.#caller, connectTimeoutMs))),
        connectTimeoutMs,
      );
      if (signal?.aborted) return onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      pool.connect().then(
        (client) => {
          if (waiting) settle(() => resolve(client));
          else client.release();
        },
        (error) => settle(() => reject(error)),
      );
    });
  }

  #openPool(): Promise<PostgresPool> {
    const { pool, settings, adapter } = this.#options;
    if (pool) return Promise.resolve(pool);
    this.#pool ??= openPool(settings ?? {}, adapter);
    return this.#pool;
  }
}

async function inTransaction<T>(
  session: Session,
  access: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  try {
    await session.run(`begin isolation level read committed ${access}`);
    const result = await work(session);
    await session.run("commit");
    return result;
  } catch (error) {
    await session.rollBack();
    throw error;
  }
}

function gaveWay(error: unknown): boolean {
  const { details } = error as Partial<RevimgError>;
  return details?.reason === "40001" || details?.reason === "40P01";
}
