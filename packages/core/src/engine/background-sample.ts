import { SingleFlight } from "../cache/single-flight.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { VectorStore } from "../stores/vector-store.js";

/** From 512 pictures, mean and spread of a query's similarities are right to 5 % of the spread. */
const sampleSize = 512;

export interface Spread {
  mean: number;
  deviation: number;
}

/**
 * Vectors of some pictures of the collection, whatever they show. Ids follow from
 * hashes, so the first ids in a store's order are a fair sample.
 */
export class BackgroundSample {
  readonly #metadata: MetadataStore;
  readonly #vectors: VectorStore;
  readonly #flights = new SingleFlight<Float32Array[]>();
  #held: { revision: number; sample: Float32Array[] } | undefined;

  constructor(metadata: MetadataStore, vectors: VectorStore) {
    this.#metadata = metadata;
    this.#vectors = vectors;
  }

  /**
   * The mean and spread of the cosines of a vector (L2 norm 1) with the sample; null
   * for an empty collection.
   */
  async spreadOf(
    vector: Float32Array,
    revision: number,
    signal: AbortSignal | undefined,
  ): Promise<Spread | null> {
    const sample = await this.#sample(revision, signal);
    if (sample.length === 0) return null;
    const cosines = sample.map((other) =>
      other.reduce((sum, value, i) => sum + value * vector[i]!, 0),
    );
    const mean = cosines.reduce((sum, value) => sum + value) / cosines.length;
    const squares = cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / cosines.length) };
  }

  close(): Promise<void> {
    return this.#flights.close();
  }

  async #sample(revision: number, signal: AbortSignal | undefined): Promise<Float32Array[]> {
    if (this.#held?.revision === revision) return this.#held.sample;
    const sample = await this.#flights.run(String(revision), signal, (signal) =>
      this.#read(signal),
    );
    this.#held = { revision, sample };
    return sample;
  }

  async #read(signal: AbortSignal): Promise<Float32Array[]> {
    const page = { after: null, pageSize: sampleSize, status: "indexed", signal } as const;
    const { ids } = await this.#metadata.scan(page);
    const found = await this.#vectors.fetch(ids, { signal });
    return found.filter((vector) => vector !== null);
  }
}
