/** Lets work begin, in order, as long as the weights under way fit into a sum. */
export class Budget {
  readonly #capacity: number;
  readonly #waiting: { weight: number; begin(): void }[] = [];
  #used = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Work heavier than the whole budget runs alone. */
  async use<T>(weight: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(weight, this.#capacity);
    await new Promise<void>((begin) => {
      this.#waiting.push({ weight: share, begin });
      this.#beginNext();
    });
    try {
      return await work();
    } finally {
      this.#used -= share;
      this.#beginNext();
    }
  }

  #beginNext(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next || this.#used + next.weight > this.#capacity) return;
      this.#waiting.shift();
      this.#used += next.weight;
      next.begin();
    }
  }
}
