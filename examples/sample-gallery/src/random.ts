/**
 * A small seeded generator, so that every picture is the same on every machine.
 * State update: Weyl sequence through a 32-bit avalanche mix (the splitmix construction).
 */
export class Random {
  #state: number;

  constructor(seed: string) {
    this.#state = hash(seed);
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    return avalanche(this.#state) / 0x100000000;
  }

  /** A number in [low, high). */
  range(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** A number in (value - spread, value + spread), more often near the middle. */
  around(value: number, spread: number): number {
    return value + spread * (this.next() + this.next() - 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }

  /** A shuffled copy. */
  shuffle<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let last = copy.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
    }
    return copy;
  }

  /** Smooth noise in about [-1, 1] over the plane, with features about one unit wide. */
  noise(): (x: number, y: number) => number {
    const salt = Math.floor(this.next() * 0x100000000);
    return (x, y) => gradientNoise(x, y, salt);
  }
}

/** Sum of `octaves` of a noise, each twice as fine and half as strong; in about [-1, 1]. */
export function fractal(
  noise: (x: number, y: number) => number,
  x: number,
  y: number,
  octaves: number,
): number {
  let sum = 0;
  let weight = 1;
  let total = 0;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise(x * scale + octave * 17.3, y * scale - octave * 9.1);
    total += weight;
    weight /= 2;
    scale *= 2;
  }
  return sum / total;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return avalanche(value);
}

function avalanche(input: number): number {
  let value = input;
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}

function gradientNoise(x: number, y: number, salt: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = x - column;
  const v = y - row;
  const corner = (i: number, j: number) => {
    const mixed = avalanche(
      (Math.imul(column + i, 0x27d4eb2d) ^ Math.imul(row + j, 0x165667b1) ^ salt) >>> 0,
    );
    const angle = (mixed / 0x100000000) * Math.PI * 2;
    return Math.cos(angle) * (u - i) + Math.sin(angle) * (v - j);
  };
  const fade = (t: number) => t * t * t * (t * (t * 6 - 15) + 10);
  const a = fade(u);
  const b = fade(v);
  const top = corner(0, 0) * (1 - a) + corner(1, 0) * a;
  const bottom = corner(0, 1) * (1 - a) + corner(1, 1) * a;
  return (top * (1 - b) + bottom * b) * 1.5;
}
