import type {
  CallOptions,
  Page,
  PageRequest,
  VectorHit,
  VectorQuery,
  VectorRecord,
  VectorStoreCapabilities,
} from "@revimg/core";
import { RevimgError } from "@revimg/core";
import { createSqliteStores, type SqliteStores, type SqliteVectorStore } from "@revimg/core/sqlite";
import { untilAborted } from "./abort.js";
import { removeIndexFiles } from "./index-files.js";
import type { IndexKeeper } from "./index-keeper.js";
import { acquireKeeper, closeKeeper, releaseKeeper } from "./open-keepers.js";
import type { FaissSettings } from "./options.js";
import type { FaissStatus, FaissStore } from "./types.js";

interface OpenSpace {
  name: string;
  keeper: IndexKeeper;
}

/** A `VectorStore` made of the table of vectors and the FAISS index of its space. */
export class FaissVectorStore implements FaissStore {
  readonly name = "faiss";
  readonly location: string;
  readonly capabilities: VectorStoreCapabilities = {
    filter: "ids",
    consistency: "strong",
    maxBatch: 500,
    maxTopK: 10_000,
  };
  readonly #settings: FaissSettings;
  #stores: SqliteStores | null = null;
  #space: OpenSpace | null = null;
  /** Opening and dropping take turns. */
  #changes: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;
  readonly #answered = { faiss: 0, exact: 0 };

  constructor(settings: FaissSettings) {
    this.#settings = settings;
    this.location = settings.directory;
  }

  async open(options: { space: string; dimension: number } & CallOptions): Promise<void> {
    this.#requireOpen();
    const { space, dimension, signal } = options;
    await untilAborted(signal, () => this.#change(() => this.#open(space, dimension)));
  }

  async upsert(records: readonly VectorRecord[], options?: CallOptions): Promise<void> {
    const { vectors, keeper } = this.#opened();
    try {
      await vectors.upsert(records, options);
    } finally {
      // Also after an abort: the write may have been done.
      keeper.noteChanges(records.length);
    }
  }

  async query({ vector, topK, ids, signal }: VectorQuery & CallOptions): Promise<VectorHit[]> {
    const { vectors, keeper } = this.#opened();
    signal?.throwIfAborted();
    const { searcher, changed } = keeper;
    const found =
      ids === undefined && searcher
        ? await untilAborted(signal, () => searcher.search(vector, topK, changed))
        : null;
    const answer = found
      ? await vectors.sideIndex.query({ vector, topK, ...found, signal })
      : {
          hits: await vectors.query({ vector, topK, ...(ids && { ids }), signal }),
          usedCandidates: false,
        };
    this.#answered[answer.usedCandidates ? "faiss" : "exact"]++;
    return answer.hits;
  }

  async fetch(ids: readonly string[], options?: CallOptions): Promise<(Float32Array | null)[]> {
    return this.#opened().vectors.fetch(ids, options);
  }

  async delete(ids: readonly string[], options?: CallOptions): Promise<void> {
    const { vectors, keeper } = this.#opened();
    try {
      await vectors.delete(ids, options);
    } finally {
      keeper.noteChanges(ids.length);
    }
  }

  async scan(page: PageRequest & CallOptions): Promise<Page> {
    return this.#opened().vectors.scan(page);
  }

  async stats(options?: CallOptions): Promise<{ count: number }> {
    return this.#opened().vectors.stats(options);
  }

  async drop(space: string, options?: CallOptions): Promise<void> {
    this.#opened();
    await untilAborted(options?.signal, () => this.#change(() => this.#drop(space)));
  }

  status(): FaissStatus {
    const { keeper } = this.#opened();
    const index = keeper.searcher?.index;
    return {
      index: index
        ? {
            kind: index.lists === null ? "flat" : "ivf",
            rows: index.rows,
            lists: index.lists,
            probes: index.probes,
            recall: index.recall,
          }
        : null,
      isBuilding: keeper.isBuilding,
      changed: keeper.changed,
      answered: { ...this.#answered },
      processIds: keeper.processIds,
      lastFailure: keeper.lastFailure,
    };
  }

  async settled(options?: CallOptions): Promise<void> {
    const { keeper } = this.#opened();
    await untilAborted(options?.signal, () => keeper.settled());
  }

  clone(): FaissStore {
    return new FaissVectorStore(this.#settings);
  }

  close(): Promise<void> {
    this.#closed ??= this.#change(async () => {
      await this.#letGo();
      await this.#stores?.close();
    });
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open(space: string, dimension: number): Promise<void> {
    this.#requireOpen();
    if (this.#space?.name === space && !this.#space.keeper.isClosed) {
      return this.#stores!.vectors.open({ space, dimension });
    }
    const keeper = await acquireKeeper(this.#settings, space, dimension);
    try {
      const { directory, scanThreads } = this.#settings;
      this.#stores ??= await createSqliteStores({ directory, scanThreads });
      await this.#stores.vectors.open({ space, dimension });
    } catch (error) {
      await releaseKeeper(this.#settings, space, keeper);
      throw error;
    }
    await this.#letGo();
    this.#space = { name: space, keeper };
  }

  async #drop(space: string): Promise<void> {
    await closeKeeper(this.#settings, space);
    await this.#stores!.vectors.drop(space);
    if (this.#space?.name === space) this.#space = null;
    await removeIndexFiles(this.#settings.directory, space);
  }

  async #letGo(): Promise<void> {
    const space = this.#space;
    this.#space = null;
    if (space) await releaseKeeper(this.#settings, space.name, space.keeper);
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(work);
    this.#changes = result.catch(() => {});
    return result;
  }

  #opened(): { vectors: SqliteVectorStore; keeper: IndexKeeper } {
    this.#requireOpen();
    if (this.#space && this.#stores) {
      return { vectors: this.#stores.vectors, keeper: this.#space.keeper };
    }
    throw new RevimgError(
      "invalid_input",
      "The vector store has no open space: call open() first.",
      { adapter: "faiss" },
    );
  }

  #requireOpen(): void {
    if (!this.#closed) return;
    throw new RevimgError("disposed", "The vector store was closed.", { adapter: "faiss" });
  }
}
