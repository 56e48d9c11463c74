import type { Dtype } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import type { Embedder, EmbedderInput, Embedding, EmbedOptions } from "./embedder.js";
import {
  closedError,
  type InferencePool,
  type ResultOf,
  type Work,
  type WorkOptions,
} from "./inference-pool.js";
import type { InferenceRuntime } from "./runtime.js";

/** Texts of one call that wait at a time; the others follow as these are done. */
const textWindow = 64;

/** What an embedder says of its model. */
export type EmbedderFacts = Omit<Embedder, "runtime" | "embed" | "embedTexts" | "close">;

export interface PooledEmbedderOptions {
  pool: InferencePool;
  /** See `EmbedderOptions`. */
  queryDeadlineMs?: number | undefined;
  /** Called once, when no thread works for this embedder any more. */
  onClose: () => Promise<void>;
}

/** One caller of a pool. See `Embedder` for the contract. */
export class PooledEmbedder implements Embedder {
  readonly id: string;
  readonly dimension: number;
  readonly hash: string;
  readonly dtype: Dtype;
  readonly preprocessing: number;
  readonly input: InputGeometry;
  readonly readsText: boolean;
  readonly givesTags: boolean;
  readonly #pool: InferencePool;
  readonly #queryDeadlineMs: number | undefined;
  readonly #onClose: () => Promise<void>;
  /** Tells the pool whose calls these are. */
  readonly #caller = {};
  #closing: Promise<void> | undefined;

  constructor(facts: EmbedderFacts, { pool, queryDeadlineMs, onClose }: PooledEmbedderOptions) {
    this.id = facts.id;
    this.dimension = facts.dimension;
    this.hash = facts.hash;
    this.dtype = facts.dtype;
    this.preprocessing = facts.preprocessing;
    this.input = facts.input;
    this.readsText = facts.readsText;
    this.givesTags = facts.givesTags;
    this.#pool = pool;
    this.#queryDeadlineMs = queryDeadlineMs;
    this.#onClose = onClose;
  }

  async runtime(): Promise<InferenceRuntime> {
    if (this.#closing) throw closedError();
    return this.#pool.runtime();
  }

  embed(decoded: EmbedderInput, options: EmbedOptions): Promise<Embedding> {
    const image = {
      pixels: decoded.pixels,
      width: decoded.pixelWidth,
      height: decoded.pixelHeight,
      ...(decoded.isPrepared && { isPrepared: true }),
    };
    return this.#submit({ kind: "image", image }, this.#workOptions(options));
  }

  async embedTexts(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    if (!this.readsText) {
      throw new RevimgError(
        "unsupported",
        `The model ${this.id} knows pictures only; it can't read texts. Search with a picture, or make the index with a model that reads, such as clip-vit-b32.`,
        { details: { model: this.id } },
      );
    }
    const { signal, ...rest } = this.#workOptions(options);
    const stop = new AbortController();
    const signals = signal ? [signal, stop.signal] : [stop.signal];
    const workOptions = { ...rest, signal: AbortSignal.any(signals) };
    // Neighbours are of like length then, which makes whole batches of equal length likely.
    const order = texts.map((text, index) => ({ text, index }));
    order.sort((a, b) => a.text.length - b.text.length);
    const vectors = new Array<Float32Array>(texts.length);
    const lane = async () => {
      let isContinuation = false;
      for (let next = order.shift(); next; next = order.shift()) {
        const { text, index } = next;
        const work = { kind: "text", text } as const;
        vectors[index] = await this.#submit(work, { ...workOptions, isContinuation });
        isContinuation = true;
      }
    };
    const lanes = Array.from({ length: Math.min(textWindow, texts.length) }, lane);
    try {
      await Promise.all(lanes);
      return vectors;
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      await Promise.allSettled(lanes);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#pool.leave(this.#caller).then(this.#onClose);
    return this.#closing;
  }

  async #submit<W extends Work>(work: W, options: WorkOptions): Promise<ResultOf<W>> {
    if (this.#closing) throw closedError();
    return this.#pool.submit(work, options);
  }

  #workOptions({ priority, signal, deadlineMs }: EmbedOptions): WorkOptions {
    const inMs =
      deadlineMs ?? (priority === "query" ? this.#queryDeadlineMs : undefined) ?? Infinity;
    return {
      caller: this.#caller,
      priority,
      signal,
      deadline: Number.isFinite(inMs) ? performance.now() + inMs : undefined,
    };
  }
}
