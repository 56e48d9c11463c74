/**
 * A set of ids in 16 bytes an id or less, where a `Set` takes about 100. It holds two
 * 32-bit hashes of each (cyrb53, by bryc, in the public domain). Two ids of a million
 * are taken for one another with a chance of about 1 in 40 million.
 */
export class IdSet {
  #hashes = new Uint32Array(2 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(id: string): void {
    // At most five of eight places are taken, so that looking stays short.
    if (16 * this.#size >= 5 * this.#hashes.length) this.#grow();
    const [one, other] = hashesOf(id);
    const at = placeOf(this.#hashes, one, other);
    if (this.#hashes[at] === one && this.#hashes[at + 1] === other) return;
    this.#hashes[at] = one;
    this.#hashes[at + 1] = other;
    this.#size++;
  }

  has(id: string): boolean {
    const [one, other] = hashesOf(id);
    return this.#hashes[placeOf(this.#hashes, one, other)] === one;
  }

  #grow(): void {
    const before = this.#hashes;
    this.#hashes = new Uint32Array(2 * before.length);
    for (let i = 0; i < before.length; i += 2) {
      const [one, other] = [before[i]!, before[i + 1]!];
      if (one === 0) continue;
      const at = placeOf(this.#hashes, one, other);
      this.#hashes[at] = one;
      this.#hashes[at + 1] = other;
    }
  }
}

/** The place of a pair of hashes, or the empty one where it belongs. */
function placeOf(hashes: Uint32Array, one: number, other: number): number {
  let at = (2 * other) % hashes.length;
  while (hashes[at] !== 0 && !(hashes[at] === one && hashes[at + 1] === other)) {
    at = (at + 2) % hashes.length;
  }
  return at;
}

/** The first is never 0, which marks an empty place. */
function hashesOf(id: string): [number, number] {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return [one >>> 0 || 1, other >>> 0];
}
