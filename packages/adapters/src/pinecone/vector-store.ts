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
import { PineconeConnection } from "./connection.js";
import { isNotFound } from "./errors.js";
import { findIndex } from "./index-host.js";
import type { PineconeSettings } from "./options.js";
import {
  deleteRecords,
  fetchVectors,
  nearest,
  type Send,
  scanIds,
  toRecord,
  upsertRecords,
} from "./records.js";

/** A `VectorStore` in a Pinecone index; see that interface for what each method promises. */
export class PineconeVectorStore implements VectorStore {
  readonly name = "pinecone";
  readonly location: string;
  readonly capabilities = {
    consistency: "eventual",
    filter: "ids",
    // This many vectors of 512 dimensions fit into one request of 2 MB.
    maxBatch: 200,
    maxTopK: 10_000,
  } as const;
  readonly #settings: PineconeSettings;
  readonly #connection: PineconeConnection;
  #opened: { host: string; namespace: string } | undefined;

  constructor(settings: PineconeSettings) {
    this.#settings = settings;
    this.location = `pinecone://${settings.index}`;
    this.#connection = new PineconeConnection(settings);
  }

  async open({
    space,
    dimension,
    signal,
  }: { space: string; dimension: number } & CallOptions): Promise<void> {
    const host = await findIndex(this.#connection, dimension, signal);
    this.#opened = { host, namespace: space };
  }

  async upsert(records: readonly VectorRecord[], { signal }: CallOptions = {}): Promise<void> {
    await upsertRecords(
      this.#sender(signal),
      records.map(({ id, vector }) => toRecord(id, vector)),
    );
  }

  async query({ vector, topK, ids, signal }: VectorQuery & CallOptions): Promise<VectorHit[]> {
    return nearest(this.#sender(signal), vector.slice(), topK, ids && [...ids]);
  }

  async fetch(
    ids: readonly string[],
    { signal }: CallOptions = {},
  ): Promise<(Float32Array | null)[]> {
    return fetchVectors(this.#sender(signal), ids);
  }

  async delete(ids: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    const send = this.#sender(signal);
    await unlessAbsent(deleteRecords(send, ids));
  }

  async scan({ after, pageSize, signal }: PageRequest & CallOptions): Promise<Page> {
    return scanIds(this.#sender(signal), { after, pageSize });
  }

  async stats({ signal }: CallOptions = {}): Promise<{ count: number }> {
    const { namespace } = this.#open();
    const { namespaces = {} } = await this.#sender(signal)((index) => index.describeIndexStats());
    const own = Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined;
    return { count: own?.recordCount ?? 0 };
  }

  async drop(space: string, { signal }: CallOptions = {}): Promise<void> {
    await unlessAbsent(this.#sender(signal, space)((index) => index.deleteAll()));
    if (space === this.#opened?.namespace) this.#opened = undefined;
  }

  clone(): VectorStore {
    return new PineconeVectorStore(this.#settings);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): { host: string; namespace: string } {
    this.#connection.checkOpen();
    if (this.#opened) return this.#opened;
    throw new RevimgError(
      "invalid_input",
      "The Pinecone store has no space open. Call open({ space, dimension }) first.",
      { adapter: "pinecone" },
    );
  }

  /** Sends requests to the open index, in the open namespace unless another is named. */
  #sender(signal: AbortSignal | undefined, otherNamespace?: string): Send {
    const { host, namespace } = this.#open();
    signal?.throwIfAborted();
    const target = { host, namespace: otherNamespace ?? namespace };
    return (request) => this.#connection.run(signal, (client) => request(client.index(target)));
  }
}

/**
 * A namespace exists while it has records. In an absent namespace, everything is
 * deleted already.
 */
async function unlessAbsent(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
