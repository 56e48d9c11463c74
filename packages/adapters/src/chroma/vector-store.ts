import {
  type CallOptions,
  type Page,
  type PageRequest,
  RevimgError,
  type VectorHit,
  type VectorQuery,
  type VectorRecord,
  type VectorStore,
} from "@revimg/core";
import type { ChromaCollection } from "./client.js";
import { collectionName, dropCollection, openCollection } from "./collections.js";
import { ChromaConnection } from "./connection.js";
import type { ChromaSettings } from "./options.js";
import { fetchVectors, nearest, scanIds, upsertRecords } from "./records.js";

/** A `VectorStore` on a Chroma server; see that interface for what each method promises. */
export class ChromaVectorStore implements VectorStore {
  readonly name = "chroma";
  readonly location: string;
  readonly capabilities = {
    consistency: "strong",
    filter: "ids",
    maxBatch: 1_000,
    maxTopK: 10_000,
  } as const;
  readonly #settings: ChromaSettings;
  readonly #connection: ChromaConnection;
  readonly #prefix: string;
  #opened: { collection: string; maxRequest: number } | undefined;

  constructor(settings: ChromaSettings) {
    this.#settings = settings;
    const { address, collectionPrefix } = settings;
    this.location = `chroma://${address.host}/${collectionPrefix}`;
    this.#connection = new ChromaConnection(settings);
    this.#prefix = collectionPrefix;
  }

  async open({
    space,
    dimension,
    signal,
  }: { space: string; dimension: number } & CallOptions): Promise<void> {
    const collection = collectionName(this.#prefix, space);
    const maxRequest = await openCollection(this.#connection, collection, dimension, signal);
    this.#opened = { collection, maxRequest };
  }

  async upsert(records: readonly VectorRecord[], { signal }: CallOptions = {}): Promise<void> {
    const copies = records.map(({ id, vector }) => ({ id, vector: vector.slice() }));
    await this.#inParts(copies, signal, upsertRecords);
  }

  async query({ vector, topK, ids, signal }: VectorQuery & CallOptions): Promise<VectorHit[]> {
    const wanted = ids && [...ids];
    const copy = vector.slice();
    return this.#use(signal, async (collection) =>
      wanted?.length === 0 ? [] : nearest(collection, copy, topK, wanted),
    );
  }

  async fetch(
    ids: readonly string[],
    { signal }: CallOptions = {},
  ): Promise<(Float32Array | null)[]> {
    return (await this.#inParts([...ids], signal, fetchVectors)).flat();
  }

  async delete(ids: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    await this.#inParts([...ids], signal, (collection, part) =>
      collection.delete({ ids: [...part] }),
    );
  }

  async scan({ after, pageSize, signal }: PageRequest & CallOptions): Promise<Page> {
    return this.#use(signal, (collection) => scanIds(collection, { after, pageSize }));
  }

  async stats({ signal }: CallOptions = {}): Promise<{ count: number }> {
    return this.#use(signal, async (collection) => ({ count: await collection.count() }));
  }

  async drop(space: string, { signal }: CallOptions = {}): Promise<void> {
    const { collection } = this.#open();
    const unwanted = collectionName(this.#prefix, space);
    await dropCollection(this.#connection, unwanted, signal);
    if (unwanted !== collection) return;
    this.#opened = undefined;
    this.#connection.forget();
  }

  clone(): VectorStore {
    return new ChromaVectorStore(this.#settings);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): { collection: string; maxRequest: number } {
    this.#connection.checkOpen();
    if (this.#opened) return this.#opened;
    throw new RevimgError(
      "invalid_input",
      "The Chroma store has no space open. Call open({ space, dimension }) first.",
      { adapter: "chroma" },
    );
  }

  async #use<T>(
    signal: AbortSignal | undefined,
    work: (collection: ChromaCollection) => Promise<T>,
  ): Promise<T> {
    const { collection } = this.#open();
    return this.#connection.run(signal, async (lease) => work(await lease.collection(collection)));
  }

  /**
   * One request after the other, each with as many values as the server takes. No
   * request without values: some servers would take that for all records.
   */
  async #inParts<T, R>(
    values: readonly T[],
    signal: AbortSignal | undefined,
    work: (collection: ChromaCollection, part: readonly T[]) => Promise<R>,
  ): Promise<R[]> {
    const { maxRequest } = this.#open();
    signal?.throwIfAborted();
    const size = Math.min(maxRequest, this.capabilities.maxBatch);
    const answers: R[] = [];
    for (let start = 0; start < values.length; start += size) {
      const part = values.slice(start, start + size);
      answers.push(await this.#use(signal, (collection) => work(collection, part)));
    }
    return answers;
  }
}
