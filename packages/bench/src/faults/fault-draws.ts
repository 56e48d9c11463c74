/**
 * Draws faults that follow from a seed. The n-th call at a point meets the same fault in
 * every run of the seed, whatever calls at other points come before it.
 */
export class FaultDraws {
  readonly #seed: number;
  readonly #rate: number;
  readonly #calls = new Map<string, number>();

  /** @param rate of calls that meet a fault, 0 to 1 */
  constructor(seed: number, rate: number) {
    this.#seed = seed;
    this.#rate = rate;
  }

  /** Counts a call at a point. Gives what happens there; null for nothing. */
  next<Kind>(point: string, kinds: readonly Kind[], rate = this.#rate): Kind | null {
    this.#calls.set(point, (this.#calls.get(point) ?? 0) + 1);
    if (this.chance(point, 1) >= rate) return null;
    return kinds[Math.floor(this.chance(point, 2) * kinds.length)]!;
  }

  /** A number in [0, 1) that follows from the seed, the point and how often it was met. */
  chance(point: string, salt: number): number {
    let hash = 0x811c9dc5;
    for (const character of `${this.#seed} ${point} ${this.#calls.get(point)} ${salt}`) {
      hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
  }
}
