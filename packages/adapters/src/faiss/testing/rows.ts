import type { VectorRecord, VectorStore } from "@revimg/core";
import { memoryVectors } from "@revimg/core/memory";
import { expect } from "vitest";

export const dimension = 64;
export const space = "test-1";

/** Deterministic numbers in [0, 1). Marsaglia, "Xorshift RNGs", 2003. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 88_675_123) >>> 0 || 1;
  return () => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}

/** A vector near to one of 50 centres, which follows from its number. */
export function vectorOf(number: number): Float32Array {
  const own = randomNumbers(number + 1_000);
  for (let i = 0; i < 8; i++) own();
  const centre = randomNumbers(number % 50);
  const vector = Float32Array.from({ length: dimension }, () => centre() - 0.5 + (own() - 0.5));
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

export function recordsOf(from: number, count: number): VectorRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `id-${from + i}`,
    vector: vectorOf(from + i),
  }));
}

export async function upsertAll(stores: VectorStore[], records: VectorRecord[]): Promise<void> {
  for (const store of stores) {
    const { maxBatch } = store.capabilities;
    for (let start = 0; start < records.length; start += maxBatch) {
      await store.upsert(records.slice(start, start + maxBatch));
    }
  }
}

/** A store in memory with records in it, which always answers rightly. */
export async function oracleWith(records: VectorRecord[]): Promise<VectorStore> {
  const oracle = memoryVectors();
  await oracle.open({ space, dimension });
  await upsertAll([oracle], records);
  return oracle;
}

export async function expectSameHits(
  store: VectorStore,
  oracle: VectorStore,
  number: number,
  topK = 10,
): Promise<void> {
  const query = { vector: vectorOf(number), topK };
  const every = await oracle.query({ ...query, topK: oracle.capabilities.maxTopK });
  const scores = new Map(every.map(({ id, score }) => [id, score]));
  const hits = await store.query(query);
  expect(new Set(hits.map(({ id }) => id)).size).toBe(Math.min(topK, every.length));
  // The scores of the places, each by a record that has it: ties may come in any order.
  for (const [place, { id, score }] of hits.entries()) {
    expect(score).toBeCloseTo(every[place]!.score, 5);
    expect(score).toBeCloseTo(scores.get(id)!, 5);
  }
}
