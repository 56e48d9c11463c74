/** What vectors to make. The same options give the same vectors, on any machine. */
export interface ScanDataOptions {
  readonly dimension: number;
  /** Default 2,000. */
  readonly clusters?: number;
  /**
   * Dimensions in which all vectors share one large value, as CLIP's have: the magnitude
   * as a multiple of the others' root mean square. Default none.
   */
  readonly outliers?: ReadonlyArray<{ readonly dimension: number; readonly magnitude: number }>;
  /** Default 1. */
  readonly seed?: number;
}

/** Two dimensions at 15 and -12 times the others, for {@link ScanDataOptions.outliers}. */
export const clipLikeOutliers = [
  { dimension: 92, magnitude: 15 },
  { dimension: 133, magnitude: -12 },
] as const;

/**
 * Clustered unit vectors. Two vectors of one cluster have a cosine of about 0.6 to 0.95
 * (each cluster its own), two of different clusters about 0; outlier dimensions come on
 * top and raise both.
 *
 * Each row depends on its number only, so that a set too large for memory can be made
 * block by block and again.
 */
export class ScanData {
  readonly #options: ScanDataOptions;
  readonly #centres: Float32Array;
  /** The length of a member's deviation from its cluster's centre, which has length 1. */
  readonly #spreads: Float64Array;
  readonly #clusters: number;
  readonly #seed: number;

  constructor(options: ScanDataOptions) {
    const { dimension, clusters = 2000, seed = 1 } = options;
    this.#options = options;
    this.#clusters = clusters;
    this.#seed = seed;
    this.#centres = new Float32Array(clusters * dimension);
    this.#spreads = new Float64Array(clusters);
    for (let cluster = 0; cluster < clusters; cluster++) {
      const next = addNoise(
        this.#centres,
        cluster * dimension,
        dimension,
        1 / Math.sqrt(dimension),
        mix(seed, cluster, 1),
      );
      const cosine = 0.6 + 0.35 * (next / 2 ** 32);
      // Members c + s * n, with c and n of length 1 and at right angles, have 1 / (1 + s^2).
      this.#spreads[cluster] = Math.sqrt(1 / cosine - 1);
    }
  }

  /** Fills `block` with the vectors of the rows from `firstRow` on, one after the other. */
  fill(block: Float32Array, firstRow: number): void {
    const rows = Math.floor(block.length / this.#options.dimension);
    for (let row = 0; row < rows; row++) {
      this.#write(block, row * this.#options.dimension, mix(this.#seed, firstRow + row, 2));
    }
  }

  /** A vector of some cluster that is not one of the rows. */
  query(number: number): Float32Array {
    const vector = new Float32Array(this.#options.dimension);
    this.#write(vector, 0, mix(this.#seed, number, 3));
    return vector;
  }

  #write(target: Float32Array, offset: number, state: number): void {
    const { dimension, outliers = [] } = this.#options;
    const cluster = state % this.#clusters;
    const from = cluster * dimension;
    target.set(this.#centres.subarray(from, from + dimension), offset);
    const spread = this.#spreads[cluster]!;
    const next = addNoise(
      target,
      offset,
      dimension,
      spread / Math.sqrt(dimension),
      mix(state, cluster, 4),
    );
    for (const outlier of outliers) {
      // Nearly the same in all rows: within 5 %.
      const share = 0.95 + 0.1 * (mix(next, outlier.dimension, 5) / 2 ** 32);
      const rootMeanSquare = Math.sqrt((1 + spread * spread) / dimension);
      target[offset + outlier.dimension] = outlier.magnitude * rootMeanSquare * share;
    }
    normalise(target, offset, dimension);
  }
}

/**
 * Adds numbers of the given standard deviation: the sum of a random word's four bytes,
 * near enough to a normal distribution and several times as fast.
 * @returns the generator's last state
 */
function addNoise(
  target: Float32Array,
  offset: number,
  count: number,
  deviation: number,
  seed: number,
): number {
  // Four uniform bytes: mean 4 * 127.5, variance 4 * (256^2 - 1) / 12.
  const factor = deviation / Math.sqrt((256 * 256 - 1) / 3);
  let state = seed | 1;
  for (let i = offset; i < offset + count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const bytes = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
    target[i] = target[i]! + (bytes - 510) * factor;
  }
  return state >>> 0;
}

function normalise(target: Float32Array, offset: number, count: number): void {
  let squares = 0;
  for (let i = offset; i < offset + count; i++) squares += target[i]! * target[i]!;
  const factor = 1 / Math.sqrt(squares);
  for (let i = offset; i < offset + count; i++) target[i] = target[i]! * factor;
}

/** Hashes three numbers into 32 bits; multiply-xorshift steps as in MurmurHash3's finaliser. */
function mix(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e37_79b1) ^ Math.imul(b + 1, 0x85eb_ca77) ^ Math.imul(c, 0xc2b2_ae3d);
  for (const multiplier of [0x85eb_ca6b, 0xc2b2_ae35]) {
    hash = Math.imul(hash ^ (hash >>> 16), multiplier);
    hash ^= hash >>> 13;
  }
  return (hash ^ (hash >>> 16)) >>> 0;
}
