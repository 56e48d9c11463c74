import type { ImageChanges, ImageList, ListOptions } from "../api/collection.js";
import type { IndexEvent, IndexOptions, IndexSource } from "../api/indexing.js";
import type {
  EmbedCallOptions,
  ImageContent,
  ImageStat,
  ReadImageOptions,
  Revimg,
  RevimgModel,
} from "../api/revimg.js";
import type { ImageInput, SearchQuery } from "../api/search-query.js";
import type { SearchResult } from "../api/search-result.js";
import type { RevimgStats } from "../api/stats.js";
import type { VerifyEvent, VerifyOptions } from "../api/verify-events.js";
import { deleteByFilter, deleteByIds } from "../collection/delete-images.js";
import { listImages } from "../collection/list-images.js";
import { updateImage } from "../collection/update-image.js";
import { type Engine, registerEngine } from "../engine/engine.js";
import { readImage, statImage } from "../engine/read-image.js";
import { runIndex } from "../indexing/run-index.js";
import {
  checkId,
  checkIds,
  checkOptions,
  checkQuery,
  checkSource,
  checkTexts,
  refuse,
  refuseUnknown,
} from "../lib/call-arguments.js";
import { RevimgError } from "../lib/errors.js";
import { loadQuery } from "../search/load-query.js";
import { readQuery } from "../search/read-query.js";
import { runSearch } from "../search/run-search.js";
import type { ImageFilter } from "../stores/image-filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { CallOptions } from "../stores/vector-store.js";
import { runVerify } from "../verify/run-verify.js";

const callOptions = ["signal"];
const embedOptions = ["deadlineMs", "signal"];
const indexOptions: Record<keyof IndexOptions, true> = {
  originals: true,
  prune: true,
  signal: true,
};
const verifyOptions: Record<keyof VerifyOptions, true> = { repair: true, signal: true };

/** The `Revimg` that `createRevimg` hands out; see that interface. */
export class OpenRevimg implements Revimg {
  readonly model: RevimgModel;
  readonly #engine: Engine;
  readonly #release: () => Promise<void>;
  readonly #announce: ((url: string) => Promise<void>) | undefined;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(
    engine: Engine,
    release: () => Promise<void>,
    announce?: (url: string) => Promise<void>,
  ) {
    const { id, dimension, readsText } = engine.embedder;
    this.model = { id, dimension, readsText };
    this.#engine = engine;
    registerEngine(this, engine);
    this.#release = release;
    this.#announce = announce;
  }

  async *index(source: IndexSource, options: IndexOptions = {}): AsyncGenerator<IndexEvent, void> {
    this.#requireOpen();
    checkSource(source);
    checkOptions("index()", options, Object.keys(indexOptions));
    if (![undefined, true, false, "force"].includes(options.prune)) {
      refuse('prune of index() must be true, false or "force".', "prune");
    }
    const signal = this.#orClosing(options.signal);
    yield* runIndex(this.#engine, source, { ...options, signal });
  }

  search(query: SearchQuery, options: EmbedCallOptions = {}): Promise<SearchResult> {
    return this.#track(() => {
      checkQuery(query);
      checkOptions("search()", options, embedOptions);
      return runSearch(this.#engine, query, options);
    });
  }

  embedImage(image: ImageInput, options: EmbedCallOptions = {}): Promise<Float32Array> {
    return this.#track(async () => {
      if (image === undefined)
        refuse("embedImage() takes a picture: bytes, or the path of a file.");
      checkOptions("embedImage()", options, embedOptions);
      const loaded = await loadQuery(this.#engine, { image }, options);
      const { vector } = await readQuery(this.#engine, loaded, options);
      // The cache keeps it; what the caller does to its own must not be in the next answer.
      return new Float32Array(vector);
    });
  }

  embedTexts(texts: readonly string[], options: EmbedCallOptions = {}): Promise<Float32Array[]> {
    const { embedder } = this.#engine;
    return this.#track(() => {
      checkTexts("embedTexts()", texts);
      checkOptions("embedTexts()", options, embedOptions);
      return embedder.embedTexts(texts, { ...options, priority: "query" });
    });
  }

  get(id: string, options: CallOptions = {}): Promise<ImageRecord | null> {
    return this.#track(() => {
      checkId("get()", id);
      checkOptions("get()", options, callOptions);
      return this.#visible(id, options);
    });
  }

  readImage(id: string, options: ReadImageOptions = {}): Promise<ImageContent | null> {
    return this.#track(async () => {
      checkId("readImage()", id);
      checkReadOptions("readImage()", options, ["variant", "range", "signal"]);
      const record = await this.#visible(id, options);
      return record && readImage(this.#engine, record, options);
    });
  }

  statImage(
    id: string,
    options: Pick<ReadImageOptions, "variant" | "signal"> = {},
  ): Promise<ImageStat | null> {
    return this.#track(async () => {
      checkId("statImage()", id);
      checkReadOptions("statImage()", options, ["variant", "signal"]);
      const record = await this.#visible(id, options);
      return record && statImage(this.#engine, record, options);
    });
  }

  list(options: ListOptions = {}): Promise<ImageList> {
    return this.#track(() => listImages(this.#engine, options));
  }

  update(
    id: string,
    changes: ImageChanges,
    options: CallOptions = {},
  ): Promise<ImageRecord | null> {
    return this.#track(() => {
      checkId("update()", id);
      checkOptions("update()", options, callOptions);
      return updateImage(this.#engine, id, changes, options);
    });
  }

  delete(
    what: readonly string[] | { filter: ImageFilter },
    options: CallOptions = {},
  ): Promise<number> {
    return this.#track(() => {
      checkOptions("delete()", options, callOptions);
      // A list has a filter of its own.
      if (typeof what === "object" && what !== null && Object.hasOwn(what, "filter")) {
        refuseUnknown("The argument of delete()", what, ["filter"]);
        const { filter } = what as { filter: ImageFilter };
        return deleteByFilter(this.#engine, filter, options.signal);
      }
      checkIds("delete()", what);
      return deleteByIds(this.#engine, what, options.signal);
    });
  }

  stats(options: CallOptions = {}): Promise<RevimgStats> {
    return this.#track(async () => {
      checkOptions("stats()", options, callOptions);
      const { metadata, vectors, blobs, embedder, cache } = this.#engine;
      const { id, dimension } = embedder;
      const { count, bytes } = await metadata.stats(options);
      return {
        count: count.indexed,
        failed: count.failed,
        pending: count.pending,
        model: { id, dimension, runtime: await embedder.runtime() },
        bytes: { metadata: bytes },
        stores: { vectors: vectors.name, metadata: metadata.name, blobs: blobs.name },
        cache: cache.stats(),
      };
    });
  }

  async *verify(options: VerifyOptions = {}): AsyncGenerator<VerifyEvent, void> {
    this.#requireOpen();
    checkOptions("verify()", options, Object.keys(verifyOptions));
    const signal = this.#orClosing(options.signal);
    yield* runVerify(this.#engine, { ...options, signal });
  }

  announce(url: string): Promise<void> {
    return this.#track(async () => this.#announce?.(url));
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      this.#closing.abort(closedError());
      await Promise.allSettled(this.#underWay);
      // A consumer may pause a run for ever, but not the batch that the run is writing.
      await this.#engine.writer.run(async () => {});
      await this.#release();
    })();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #visible(id: string, options: CallOptions): Promise<ImageRecord | null> {
    const [record] = await this.#engine.metadata.get([id], { signal: options.signal });
    return record?.status === "indexed" ? record : null;
  }

  /** Runs a call that `close()` waits for. */
  async #track<T>(work: () => Promise<T>): Promise<T> {
    this.#requireOpen();
    const call = work();
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
    }
  }

  #orClosing(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  #requireOpen(): void {
    if (this.#closed) throw closedError();
  }
}

function checkReadOptions(
  method: string,
  options: ReadImageOptions,
  known: readonly (keyof ReadImageOptions)[],
): void {
  checkOptions(method, options, known);
  const { variant, range } = options;
  if (variant !== undefined && variant !== "original" && variant !== "thumbnail") {
    refuse(`variant of ${method} must be "original" or "thumbnail".`, "variant");
  }
  if (range === undefined) return;
  if (typeof range !== "object" || range === null) {
    refuse("range of readImage() is an object of two bytes, { start, end }.", "range");
  }
  refuseUnknown("range of readImage()", range, ["start", "end"]);
}

function closedError(): RevimgError {
  return new RevimgError("disposed", "This index was closed. Open it again with createRevimg().");
}
