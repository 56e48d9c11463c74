/** Slots with their scores, best first; equal scores by ascending slot. */
export interface Candidates {
  readonly slots: Int32Array;
  readonly scores: Float32Array;
}

/**
 * The best `capacity` of all offered (score, slot) pairs, whatever their order: a
 * binary heap with the worst kept pair on top. Of equal scores the lower slot is
 * better, so the answer does not depend on which thread offered first.
 */
export class TopCandidates {
  readonly #capacity: number;
  readonly #scores: Float32Array;
  readonly #slots: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#scores = new Float32Array(capacity);
    this.#slots = new Int32Array(capacity);
  }

  /** A lower score can't get in any more; -Infinity while there is room. */
  get threshold(): number {
    return this.#size < this.#capacity ? Number.NEGATIVE_INFINITY : this.#scores[0]!;
  }

  /** `score` must be a float32 value and not NaN. */
  offer(score: number, slot: number): void {
    if (this.#size < this.#capacity) this.#siftUp(score, slot);
    else if (this.#isWorse(0, score, slot)) this.#siftDown(score, slot, this.#size);
  }

  /** Empties the heap. */
  takeSorted(): Candidates {
    const count = this.#size;
    for (let last = count - 1; last >= 0; last--) {
      const score = this.#scores[0]!;
      const slot = this.#slots[0]!;
      this.#siftDown(this.#scores[last]!, this.#slots[last]!, last);
      this.#scores[last] = score;
      this.#slots[last] = slot;
    }
    this.#size = 0;
    return { slots: this.#slots.slice(0, count), scores: this.#scores.slice(0, count) };
  }

  /** Whether the pair at `index` is worse than the given one. */
  #isWorse(index: number, score: number, slot: number): boolean {
    const other = this.#scores[index]!;
    return other < score || (other === score && this.#slots[index]! > slot);
  }

  #siftUp(score: number, slot: number): void {
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#isWorse(parent, score, slot)) break;
      this.#scores[hole] = this.#scores[parent]!;
      this.#slots[hole] = this.#slots[parent]!;
      hole = parent;
    }
    this.#scores[hole] = score;
    this.#slots[hole] = slot;
  }

  /** Replaces the top of the heap's first `size` entries. */
  #siftDown(score: number, slot: number, size: number): void {
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.#isWorse(right, this.#scores[child]!, this.#slots[child]!)) {
        child = right;
      }
      if (!this.#isWorse(child, score, slot)) break;
      this.#scores[hole] = this.#scores[child]!;
      this.#slots[hole] = this.#slots[child]!;
      hole = child;
    }
    if (size > 0) {
      this.#scores[hole] = score;
      this.#slots[hole] = slot;
    }
  }
}
