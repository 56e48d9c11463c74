import type { Revimg } from "../api/revimg.js";
import { type Engine, engineOf } from "../engine/engine.js";
import { RevimgError } from "../lib/errors.js";
import { compare, type Position, roundSimilarity } from "../search/cursor.js";

/** Rows and vectors read at once. */
const pageSize = 1000;

/**
 * Ranks the pictures of an index by their nearness to one of them. A search does the
 * same, but not for all pictures and with their rows.
 *
 * The vector store decides which pictures it finds. Their similarity is computed here,
 * from their vectors. Stores round the last bits of a score differently, and an order
 * by such scores would give each store its own figures. The vectors stay in memory, 2
 * KB a picture at 512 dimensions.
 */
export class Ranker {
  readonly #engine: Engine;
  readonly #visible: ReadonlySet<string>;
  readonly #vectors = new Map<string, Float32Array>();

  private constructor(engine: Engine, visible: ReadonlySet<string>) {
    this.#engine = engine;
    this.#visible = visible;
  }

  static async open(revimg: Revimg, signal: AbortSignal | undefined): Promise<Ranker> {
    const engine = engineOf(revimg);
    const visible = new Set<string>();
    for (let after: string | null = null; ; ) {
      const page = await engine.metadata.scan({ after, pageSize, status: "indexed", signal });
      for (const id of page.ids) visible.add(id);
      if (page.next === null) return new Ranker(engine, visible);
      after = page.next;
    }
  }

  /** Pictures that a search can find. */
  get size(): number {
    return this.#visible.size;
  }

  /** The most pictures that a ranking holds, without the query's own. */
  get depth(): number {
    return Math.min(this.size, this.#engine.vectors.capabilities.maxTopK) - 1;
  }

  has(id: string): boolean {
    return this.#visible.has(id);
  }

  /** The pictures nearest to one picture, without that one; by descending similarity, ties by id. */
  async rank(id: string, signal: AbortSignal | undefined): Promise<Position[]> {
    await this.#load([id], signal);
    const vector = this.#vectorOf(id);
    const hits = await this.#engine.vectors.query({ vector, topK: this.depth + 1, signal });
    const found = hits.map((hit) => hit.id).filter((other) => other !== id && this.has(other));
    await this.#load(found, signal);
    return found
      .map((other) => ({ id: other, similarity: cosine(vector, this.#vectorOf(other)) }))
      .sort(compare)
      .slice(0, this.depth);
  }

  async #load(ids: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    const missing = ids.filter((id) => !this.#vectors.has(id));
    for (let start = 0; start < missing.length; start += pageSize) {
      const part = missing.slice(start, start + pageSize);
      const vectors = await this.#engine.vectors.fetch(part, { signal });
      for (const [i, id] of part.entries()) {
        const vector = vectors[i];
        if (vector) this.#vectors.set(id, vector);
      }
    }
  }

  #vectorOf(id: string): Float32Array {
    const vector = this.#vectors.get(id);
    if (vector) return vector;
    throw new RevimgError(
      "store_failed",
      "The vector store has no vector of an indexed picture. A store that shows new vectors late needs a moment; if trying again does not help, run revimg verify.",
      { adapter: this.#engine.vectors.name, details: { id } },
    );
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return roundSimilarity(sum);
}
