/** A signal that aborts when nothing happens for a while, or when the caller's signal does. */
export class StallWatch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  #stalled = false;

  constructor(
    readonly timeoutMs: number,
    outer: AbortSignal | undefined,
  ) {
    outer?.throwIfAborted();
    this.#outer = outer;
    outer?.addEventListener("abort", this.#follow, { once: true });
    this.#timer = setTimeout(() => {
      this.#stalled = true;
      this.#controller.abort(new Error("Stalled."));
    }, timeoutMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  /** Something happened: the time starts again. */
  touch(): void {
    this.#timer.refresh();
  }

  /** Throws the reason of the caller's signal, untouched. */
  throwIfAborted(): void {
    this.#outer?.throwIfAborted();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#follow);
  }

  readonly #follow = () => this.#controller.abort(this.#outer?.reason);
}
