import type { Revimg } from "@revimg/core";

/** A search whose answer tells by which model it was made. */
export interface Probe {
  /** Path of the query picture. */
  image: string;
  /** The few pictures in this folder are found, whatever else the index holds. */
  folder: string;
}

/** The similarities of the pictures in the probe's folder, in the order of their ids. */
export async function askProbe(revimg: Revimg, { image, folder }: Probe): Promise<number[]> {
  const { matches } = await revimg.search({ image, filter: { folder }, limit: 50 });
  return matches.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ similarity }) => similarity);
}

/** Vectors of one picture differ a little from run to run: batches are of other sizes. */
export function isSameAnswer(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, i) => Math.abs(value - other[i]!) < 1e-4);
}
