import type { Engine } from "./engine.js";

interface Held {
  engine: Engine;
  close: () => Promise<void>;
  /** Calls and runs that work with it. */
  users: number;
  closed: Promise<void> | undefined;
}

/**
 * The engine of an open index, and earlier ones that calls still use. A call keeps the
 * engine that it began with: it never mixes vectors of two models. An earlier engine is
 * closed when its last user has left.
 */
export class EnginesInUse {
  #current: Held;
  readonly #earlier = new Set<Held>();

  /** @param close ends what belongs to this engine alone, such as its threads */
  constructor(engine: Engine, close: () => Promise<void>) {
    this.#current = { engine, close, users: 0, closed: undefined };
  }

  get current(): Engine {
    return this.#current.engine;
  }

  /** Each call of `leave` counts once. */
  enter(): { engine: Engine; leave(): void } {
    const held = this.#current;
    held.users++;
    let isIn = true;
    const leave = () => {
      if (!isIn) return;
      isIn = false;
      held.users--;
      if (this.#earlier.has(held) && held.users === 0) void this.#close(held);
    };
    return { engine: held.engine, leave };
  }

  /** What begins from here on uses this engine. */
  replace(engine: Engine, close: () => Promise<void>): void {
    const before = this.#current;
    this.#current = { engine, close, users: 0, closed: undefined };
    before.engine.successor = engine;
    this.#earlier.add(before);
    if (before.users === 0) void this.#close(before);
  }

  /** Closes all of them, whoever uses them. Rejects with the first failure. */
  async closeAll(): Promise<void> {
    const closings = [...this.#earlier, this.#current].map((held) => this.#close(held));
    const outcomes = await Promise.allSettled(closings);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  }

  #close(held: Held): Promise<void> {
    held.closed ??= held.close().then(() => void this.#earlier.delete(held));
    // Told by `closeAll`.
    held.closed.catch(() => {});
    return held.closed;
  }
}
