/** Embeds pictures, in a process of its own. */
export interface Contender {
  /** JPEG files from memory, `batch` at a time; resolves when each has its vector. */
  embed(jpegs: readonly Uint8Array[], batch: number): Promise<void>;
}

export interface ContenderOptions {
  /** The model, as `clipModelFolder` makes it. */
  modelFolder: string;
  /** Empty, for this contender alone. */
  workDirectory: string;
  /** Threads of one inference. */
  threads: number;
}

/** Length of CLIP's vectors. */
export const dimension = 512;

/** Pixels a side of CLIP's input. */
export const inputSize = 224;

/** Runs `work` on every item, so many at a time. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
