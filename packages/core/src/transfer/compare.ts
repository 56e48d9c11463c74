import { setTimeout as delay } from "node:timers/promises";
import type { OpenedStores } from "../open/open-stores.js";
import type { VectorHit } from "../stores/vector-store.js";
import type { TransferReport } from "./transfer-events.js";
import type { TransferPage, TransferSource } from "./transfer-source.js";

const topK = 20;

/** Two hits whose scores differ by less may come in either order. One may come without the other. */
const tie = 1e-4;

/** Allows for the rounding of float32, and for servers that normalise once more. */
const mostDifference = 1e-5;

const leastAgreement = 0.99;

/** Longest wait for a store of eventual consistency to show what was written. */
const eventualMs = 60_000;

/**
 * Some of the pictures that went by, each as likely as any other (Vitter, "Random
 * Sampling with a Reservoir", 1985).
 */
export class Sample {
  readonly #size: number;
  readonly #picked: { id: string; page: TransferPage }[] = [];
  #seen = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(page: TransferPage): void {
    for (const { id, status } of page.records) {
      if (status !== "indexed") continue;
      const place = this.#seen++ < this.#size ? this.#seen - 1 : this.#random();
      if (place < this.#size) this.#picked[place] = { id, page };
    }
  }

  /** The sampled pictures with their vectors. Pictures without a vector are left out. */
  async vectors(): Promise<{ id: string; vector: Float32Array }[]> {
    const found: { id: string; vector: Float32Array }[] = [];
    for (const { id, page } of this.#picked) {
      const [vector] = await page.vectors([id]);
      if (vector) found.push({ id, vector });
    }
    return found;
  }

  #random(): number {
    return Math.floor(Math.random() * this.#seen);
  }
}

/** Asks both sides for the sampled vectors and compares the answers. */
export async function compareSearches(
  source: TransferSource,
  { vectors: target }: OpenedStores,
  sample: Sample,
  signal: AbortSignal | undefined,
): Promise<TransferReport["searches"]> {
  const picked = await sample.vectors();
  if (picked.length === 0) return { asked: 0, agreement: null, maxDifference: null };
  const stored = await target.fetch(
    picked.map(({ id }) => id),
    { signal },
  );
  let agreed = 0;
  let maxDifference = 0;
  for (const [i, { id, vector }] of picked.entries()) {
    const found = await target.query({ vector, topK, signal });
    // A folder can't be searched, so only the vector itself must be found.
    const expected = (await source.nearest?.(vector, topK, signal)) ?? [{ id, score: 1 }];
    agreed += agreementOf(expected, found);
    maxDifference = Math.max(maxDifference, difference(vector, stored[i] ?? null));
  }
  return { asked: picked.length, agreement: agreed / picked.length, maxDifference };
}

export function isAlike({ agreement, maxDifference }: TransferReport["searches"]): boolean {
  return (agreement ?? 1) >= leastAgreement && (maxDifference ?? 0) <= mostDifference;
}

/** How many vectors the target shows. A store that shows them late is waited for. */
export async function countVectors(
  { vectors }: OpenedStores,
  expected: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const isLate = vectors.capabilities.consistency === "eventual";
  const until = Date.now() + (isLate ? eventualMs : 0);
  for (;;) {
    const { count } = await vectors.stats({ signal });
    if (count >= expected || Date.now() >= until) return count;
    await delay(500, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}

/** Share of the expected hits that were found, or whose places equally near ones took. */
function agreementOf(expected: readonly VectorHit[], found: readonly VectorHit[]): number {
  const ids = new Set(found.map(({ id }) => id));
  const last = found.at(-1)?.score ?? 1;
  const isFull = found.length >= expected.length;
  const right = expected.filter(({ id, score }) => ids.has(id) || (isFull && score <= last + tie));
  return expected.length === 0 ? 1 : right.length / expected.length;
}

function difference(a: Float32Array, b: Float32Array | null): number {
  if (b?.length !== a.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
