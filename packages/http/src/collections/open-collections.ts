import { RevimgError } from "@revimg/core";

/** What is opened on demand. */
export interface Closable {
  /** Whether it works on something that no request waits for. It is not closed meanwhile. */
  readonly isBusy: boolean;
  /** Ends that work. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenCollectionsOptions<Collection extends Closable> {
  open: (name: string, signal: AbortSignal) => Promise<Collection>;
  maxOpen: number;
  idleMs: number;
  /** Called for a collection that could not be closed. */
  onError: (error: unknown) => void;
}

export interface Held<Collection> {
  collection: Collection;
  /** Ends the use. A second call does nothing. */
  release(): void;
}

interface Entry<Collection> {
  opening: Promise<Collection>;
  /** Null until it is open. */
  collection: Collection | null;
  uses: number;
  usedAt: number;
}

/** Requests that wait until a collection is opened or closed. */
const mostWaiting = 1024;
/** How long `close` waits for uses to end, in milliseconds. */
const closeTimeoutMs = 10_000;

/**
 * Opens collections when they are asked for, and closes those that nobody uses: after a
 * time, and earlier where there is no room for another one. A collection is never open
 * twice.
 */
export class OpenCollections<Collection extends Closable> {
  readonly #options: OpenCollectionsOptions<Collection>;
  /** Those that were asked for last come last. */
  readonly #entries = new Map<string, Entry<Collection>>();
  readonly #closing = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #whenReleased: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: OpenCollectionsOptions<Collection>) {
    this.#options = options;
  }

  /** How many are open, or are being opened or closed. */
  get size(): number {
    return this.#entries.size + this.#closing.size;
  }

  /**
   * The collection, which stays open until it is released. Rejects as `open` does, and
   * with `overloaded` while as many as may be open are in use.
   */
  async hold(name: string): Promise<Held<Collection>> {
    if (this.#waiting >= mostWaiting) throw tooMany();
    this.#waiting++;
    try {
      return await this.#hold(name);
    } finally {
      this.#waiting--;
    }
  }

  /** Closes all, after the uses under way have ended, or after ten seconds. */
  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  async #hold(name: string): Promise<Held<Collection>> {
    for (;;) {
      if (this.#closed) throw new RevimgError("disposed", "The server is stopping.");
      const entry = this.#entries.get(name);
      if (entry) return this.#use(name, entry);
      const closing = this.#closing.get(name);
      if (closing) await closing;
      else if (this.size < this.#options.maxOpen) this.#open(name);
      else await this.#closeLeastRecent();
    }
  }

  async #use(name: string, entry: Entry<Collection>): Promise<Held<Collection>> {
    entry.uses++;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      entry.uses--;
      entry.usedAt = performance.now();
      this.#whenReleased?.();
    };
    try {
      return { collection: await entry.opening, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #open(name: string): void {
    const opening = this.#options.open(name, this.#stopping.signal);
    const usedAt = performance.now();
    const entry: Entry<Collection> = { opening, collection: null, uses: 0, usedAt };
    this.#entries.set(name, entry);
    opening.then(
      (collection) => {
        entry.collection = collection;
      },
      // The next request tries again.
      () => this.#entries.delete(name),
    );
    const { idleMs } = this.#options;
    this.#timer ??= setInterval(() => this.#closeIdle(), Math.ceil(idleMs / 2)).unref();
  }

  #closeIdle(): void {
    const since = performance.now() - this.#options.idleMs;
    for (const [name, entry] of this.#entries) {
      if (isUsed(entry)) entry.usedAt = performance.now();
      else if (entry.usedAt <= since) void this.#closeEntry(name, entry);
    }
    if (this.#entries.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #closeLeastRecent(): Promise<void> {
    for (const [name, entry] of this.#entries) {
      if (!isUsed(entry)) return this.#closeEntry(name, entry);
    }
    const [closing] = this.#closing.values();
    if (closing === undefined) throw tooMany();
    await closing;
  }

  #closeEntry(name: string, { collection }: Entry<Collection>): Promise<void> {
    this.#entries.delete(name);
    const closing = (async () => {
      try {
        await collection?.close();
      } catch (error) {
        this.#options.onError(error);
      } finally {
        this.#closing.delete(name);
      }
    })();
    this.#closing.set(name, closing);
    return closing;
  }

  async #closeAll(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    const entries = [...this.#entries];
    await Promise.allSettled(entries.map(([, { opening }]) => opening));
    // Requests may wait for what these work on.
    await Promise.all(entries.map(([, { collection }]) => collection?.stop()));
    await this.#unused();
    for (const [name, entry] of this.#entries) void this.#closeEntry(name, entry);
    await Promise.all(this.#closing.values());
  }

  /** Resolves when nobody holds a collection, or after some time. */
  #unused(): Promise<void> {
    const isUnused = () => [...this.#entries.values()].every(({ uses }) => uses === 0);
    if (isUnused()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, closeTimeoutMs);
      this.#whenReleased = () => {
        if (!isUnused()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function isUsed({ uses, collection }: Entry<Closable>): boolean {
  return uses > 0 || collection === null || collection.isBusy;
}

function tooMany(): RevimgError {
  const message = "Too many collections are in use. Try again in a moment.";
  return new RevimgError("overloaded", message, { details: { retryAfterMs: 2000 } });
}
