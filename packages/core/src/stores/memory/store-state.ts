import { RevimgError } from "../../lib/errors.js";

/** Whether a memory store is open, and on what. Holds the rules that its calls share. */
export class StoreState {
  readonly #what: string;
  #opened: string | undefined;
  #closed = false;

  constructor(what: string) {
    this.#what = what;
  }

  /**
   * Waits a turn, so that a caller can abort a call it has just made. What follows is
   * done in one go. Rejects when the store is closed or the signal aborted.
   */
  async enter(signal: AbortSignal | undefined): Promise<void> {
    this.#check(signal);
    await null;
    this.#check(signal);
  }

  /**
   * The same for a call that needs an open store. Resolves to what the store is open
   * on, among `all`.
   */
  async use<T>(all: ReadonlyMap<string, T>, signal: AbortSignal | undefined): Promise<T> {
    await this.enter(signal);
    if (this.#opened === undefined) {
      throw this.#error("invalid_input", "is not open yet. Call open() first");
    }
    const opened = all.get(this.#opened);
    if (opened === undefined) {
      throw this.#error("store_failed", "was emptied by another user. Call open() again");
    }
    return opened;
  }

  open(name: string): void {
    this.#opened = name;
  }

  /** After the open space or collection was dropped. */
  forget(name = this.#opened): string | undefined {
    if (name === this.#opened) this.#opened = undefined;
    return name;
  }

  readonly close = async (): Promise<void> => {
    this.#closed = true;
  };

  #check(signal: AbortSignal | undefined): void {
    if (this.#closed) throw this.#error("disposed", "was closed. Make a new one");
    signal?.throwIfAborted();
  }

  #error(code: "invalid_input" | "store_failed" | "disposed", problem: string): RevimgError {
    const options = { adapter: "memory", retryable: false };
    return new RevimgError(code, `The ${this.#what} store ${problem}.`, options);
  }
}
