/**
 * The revision of an open collection, in memory that two threads share. The writing
 * thread stores it after each commit; the other reads it without a call. Nobody else
 * writes the file meanwhile.
 */
export class SharedRevision {
  readonly memory: SharedArrayBuffer;
  readonly #number: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#number = new BigInt64Array(memory);
  }

  tell(revision: number): void {
    // 0 is what was never told.
    Atomics.store(this.#number, 0, BigInt(revision) + 1n);
  }

  /** Null before it was told. */
  read(): number | null {
    const told = Atomics.load(this.#number, 0);
    return told === 0n ? null : Number(told - 1n);
  }
}
