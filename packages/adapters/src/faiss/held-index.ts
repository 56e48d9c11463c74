import { rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { FaissIndex, FaissModule } from "./binding.js";
import { completeFile, readSlots } from "./index-file.js";
import { chooseProbes, setProbes } from "./probes.js";
import type { IndexFile, IndexPlan } from "./protocol.js";

const innerProduct = 0;

/** Rows in the sample: each searches for its own neighbours when the number of lists is chosen. */
const mostQueries = 400;
/**
 * Rows that all queries of the sample together may look at. That takes up to a minute
 * of one core.
 */
const mostRowsScanned = 100_000_000;

/** The one index that the child process holds. It was loaded from its file, or is being made. */
export class HeldIndex {
  readonly #faiss: FaissModule;
  #index: FaissIndex | undefined;
  #plan: IndexPlan = { dimension: 0, lists: null };
  #slots: Int32Array = new Int32Array(0);
  #rows = 0;
  #training: number[] = [];
  /** The rows of the sample, with their numbers. */
  readonly #samples: { row: number; vector: Float32Array }[] = [];

  constructor(faiss: FaissModule) {
    this.#faiss = faiss;
  }

  load(file: IndexFile): void {
    this.#slots = readSlots(file);
    this.#rows = file.rows;
    this.#plan = file;
    this.#index = this.#faiss.Index.read(file.path);
    if (this.#index.ntotal() !== file.rows) throw new Error("the index has another number of rows");
  }

  begin(plan: IndexPlan): void {
    const description = plan.lists === null ? "Flat" : `IVF${plan.lists},Flat`;
    this.#plan = plan;
    this.#index = this.#faiss.Index.fromFactory(plan.dimension, description, innerProduct);
  }

  sample(vectors: Float32Array): void {
    for (const value of vectors) this.#training.push(value);
  }

  train(): void {
    this.#held().train(this.#training);
    this.#training = [];
  }

  add(slots: Int32Array, vectors: Float32Array): void {
    const { dimension, lists } = this.#plan;
    this.#held().add(plainArray(vectors));
    if (this.#rows + slots.length > this.#slots.length) {
      const larger = new Int32Array(2 * (this.#rows + slots.length));
      larger.set(this.#slots);
      this.#slots = larger;
    }
    this.#slots.set(slots, this.#rows);
    if (lists !== null) {
      // Takes rows from every part of the table. When the length of the table is known, drops
      // some of them evenly.
      for (let row = 0; row < slots.length; row += 61) {
        const vector = vectors.slice(row * dimension, (row + 1) * dimension);
        this.#samples.push({ row: this.#rows + row, vector });
      }
    }
    this.#rows += slots.length;
  }

  async finish(path: string): Promise<IndexFile> {
    const { lists, dimension } = this.#plan;
    const draft = `${path}.part`;
    this.#slots = this.#slots.slice(0, this.#rows);
    try {
      this.#held().write(draft);
      const chosen = lists === null ? null : await this.#chooseProbes(draft, lists);
      const file = completeFile(draft, path, this.#slots);
      const { probes, recall } = chosen ?? { probes: null, recall: null };
      return { path, dimension, lists, rows: this.#rows, probes, recall, ...file };
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  }

  search(vector: Float32Array, count: number): Int32Array {
    // FAISS refuses to look for more rows than there are, and to look for none.
    const wanted = Math.min(count, this.#rows);
    if (wanted === 0) return new Int32Array(0);
    const { labels } = this.#held().search(plainArray(vector), wanted);
    return Int32Array.from(
      labels.filter((label) => label >= 0),
      (label) => this.#slots[label]!,
    );
  }

  /** Afterwards the index looks into the chosen number of lists. */
  async #chooseProbes(draft: string, lists: number) {
    const queries = Math.min(mostQueries, Math.max(32, Math.floor(mostRowsScanned / this.#rows)));
    const every = Math.max(1, Math.floor(this.#samples.length / queries));
    const samples = this.#samples.filter((_, i) => i % every === 0).slice(0, queries);
    const chosen = await chooseProbes(
      async (probes) => {
        await this.#readWithProbes(draft, lists, probes);
        return (query, count) => this.#neighbourScores(samples[query]!, count);
      },
      { lists, queries: samples.length, rows: this.#rows },
    );
    this.#samples.length = 0;
    await this.#readWithProbes(draft, lists, chosen.probes);
    return chosen;
  }

  async #readWithProbes(draft: string, lists: number, probes: number): Promise<void> {
    setProbes(draft, lists, probes);
    // FAISS frees the old index only when the garbage collector finds it. Two at once would
    // need too much memory.
    this.#index = undefined;
    (globalThis as { gc?: () => void }).gc?.();
    await setImmediate();
    this.#index = this.#faiss.Index.read(draft);
  }

  #neighbourScores({ row, vector }: { row: number; vector: Float32Array }, count: number) {
    const wanted = Math.min(count + 1, this.#rows);
    const { labels, distances } = this.#held().search(plainArray(vector), wanted);
    const scores = distances.filter((_, i) => labels[i]! >= 0 && labels[i] !== row);
    return scores.slice(0, count);
  }

  #held(): FaissIndex {
    if (!this.#index) throw new Error("there is no index yet");
    return this.#index;
  }
}

/** Several times as fast as `Array.from`, which uses the iterator. */
function plainArray(vectors: Float32Array): number[] {
  const plain = new Array<number>(vectors.length);
  for (let i = 0; i < vectors.length; i++) plain[i] = vectors[i]!;
  return plain;
}
