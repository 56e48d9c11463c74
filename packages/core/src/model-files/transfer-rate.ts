const windowMs = 5_000;
const sampleEveryMs = 100;

/** Bytes a second over the last five seconds. Counts what arrives from now on. */
export class TransferRate {
  #samples: { atMs: number; received: number }[] = [];

  /** The rate after `received` bytes in all; 0 until it is known. */
  at(atMs: number, received: number): number {
    const newest = this.#samples.at(-1);
    // A transfer that starts again has fewer bytes than before.
    if (newest && received < newest.received) this.#samples = [];
    if (!newest || atMs - newest.atMs >= sampleEveryMs || this.#samples.length === 0) {
      this.#samples.push({ atMs, received });
    }
    while (this.#samples.length > 2 && atMs - this.#samples[0]!.atMs > windowMs) {
      this.#samples.shift();
    }
    const { atMs: since, received: from } = this.#samples[0]!;
    return atMs - since < sampleEveryMs ? 0 : ((received - from) / (atMs - since)) * 1000;
  }
}
