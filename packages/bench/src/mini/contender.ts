import { processCpuMs } from "../lib/cpu-meter.js";
import type { Square } from "./picture-sets.js";

/** Something that turns pictures into vectors. */
export interface Contender {
  /** Vectors of L2 norm 1, and the most probable class where there is a classifier. */
  describe(squares: readonly Square[]): Promise<Description[]>;
  /** Size of its file; null where it has none. */
  readonly fileBytes: number | null;
}

export interface Description {
  vector: Float32Array;
  /** WordNet id; null without a classifier. */
  wnid: string | null;
  /** Of the classifier; null without one. */
  logits: Float32Array | null;
}

/** The figures of speed are for this many cores. */
const cores = 2;
/** Pictures that are described at a time: an index has them in batches. */
export const batchSize = 16;

/** A descriptor that needs no model. */
export function plainContender(describe: (square: Square) => Float32Array): Contender {
  return {
    fileBytes: null,
    describe: async (squares) =>
      squares.map((square) => ({ vector: describe(square), wnid: null, logits: null })),
  };
}

/** Pictures a second on two cores, by CPU time: what others do on the machine doesn't count. */
export async function picturesPerSecond(
  contender: Contender,
  squares: readonly Square[],
  rounds: number,
): Promise<number> {
  // Not measured: the first batch meets cold code.
  await contender.describe(squares.slice(0, batchSize));
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = processCpuMs();
    await contender.describe(squares);
    rates.push((cores * 1000 * squares.length) / (processCpuMs() - before));
  }
  return Math.max(...rates);
}
