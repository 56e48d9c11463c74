import { RevimgError } from "@revimg/core";
import { type Caller, timeoutError, toStoreError } from "./errors.js";
import { openPool } from "./load-pg.js";
import type { CheckedOptions } from "./options.js";
import type { PostgresClient, PostgresPool } from "./pool.js";
import { Session } from "./session.js";

/** Tries of a transaction that the server rolled back in favour of another one. */
const maxTries = 4;

/** Lends connections to calls, each for one statement or one transaction. */
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

  /** Throws `disposed` once `close()` was called. */
  check(): void {
    if (!this.#closing) return;
    const { adapter } = this.#caller;
    throw new RevimgError("disposed", `The ${adapter} store was closed.`, { adapter });
  }

  /** Hands a connection to `work` and takes it back. Failures come out as `RevimgError`. */
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
      // The signal's reason may be any error: it is the caller's, not the server's.
      if (signal?.aborted && error === signal.reason) throw error;
      throw toStoreError(error, this.#caller);
    } finally {
      this.#calls.delete(call);
    }
  }

  /**
   * All of `work` or nothing of it. It may be done again, so it must change
   * nothing but the database; `read only` ones run on standby servers too.
   */
  async transact<T>(
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
    access: "read write" | "read only" = "read write",
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.use(signal, (session) => inTransaction(session, access, work));
      } catch (error) {
        if (attempt >= maxTries || !gaveWay(error)) throw error;
      }
    }
  }

  /** Ends the pool that was opened here, once the calls under way are over. Twice is a no-op. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#calls);
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

  /** A connection that comes when nobody waits for it any more goes back to the pool. */
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
