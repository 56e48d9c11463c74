import type { ImageChanges, ImageList, ListOptions, TagsOptions } from "../api/collection.js";
import type { ImageComparison } from "../api/comparing.js";
import type { CopyMark, DuplicatesEvent, DuplicatesOptions } from "../api/duplicates.js";
import type { IndexEvent, IndexOptions, IndexSource } from "../api/indexing.js";
import type { KeptVectors, ReindexEvent, ReindexOptions } from "../api/reindex.js";
import type {
  EmbedCallOptions,
  ImageContent,
  ImageStat,
  ImageUrlOptions,
  ReadImageOptions,
  Revimg,
  RevimgModel,
} from "../api/revimg.js";
import type { ImageInput, SearchQuery } from "../api/search-query.js";
import type { SearchResult } from "../api/search-result.js";
import type { RevimgSettings } from "../api/settings.js";
import type { RevimgStats } from "../api/stats.js";
import type { RevimgUploads } from "../api/uploads.js";
import type { VerifyEvent, VerifyOptions } from "../api/verify-events.js";
import type { WatchEvent, WatchOptions } from "../api/watching.js";
import { markCopies } from "../collection/copy-marks.js";
import { deleteByFilter, deleteByIds } from "../collection/delete-images.js";
import { listImages } from "../collection/list-images.js";
import { topTags } from "../collection/top-tags.js";
import { updateImage } from "../collection/update-image.js";
import { getVisible } from "../collection/visible-image.js";
import { readDuplicatesOptions } from "../duplicates/duplicate-settings.js";
import { runDuplicates } from "../duplicates/run-duplicates.js";
import { type Engine, registerEngine } from "../engine/engine.js";
import type { EnginesInUse } from "../engine/engines-in-use.js";
import { imageUrl, readImage, statImage } from "../engine/read-image.js";
import { isPath } from "../indexing/list-source.js";
import { runIndex } from "../indexing/run-index.js";
import { watchFolders } from "../indexing/watch/watch-folders.js";
import { readWatchOptions } from "../indexing/watch/watch-options.js";
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
import { dropPrevious, dropUnfinished } from "../reindex/drop-spaces.js";
import { readKeptVectors } from "../reindex/kept-vectors.js";
import { runReindex, type Target } from "../reindex/run-reindex.js";
import { compareInEngine } from "../search/compare-images.js";
import { loadQuery } from "../search/load-query.js";
import { readQuery } from "../search/read-query.js";
import { runSearch } from "../search/run-search.js";
import type { ImageFilter } from "../stores/image-filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { TagCount } from "../stores/metadata-store.js";
import type { CallOptions } from "../stores/vector-store.js";
import { runVerify } from "../verify/run-verify.js";
import { checkIndex, checkReadOptions, checkReindex, checkUrlOptions } from "./check-options.js";
import { settingsOf } from "./index-settings.js";
import { uploadsOf } from "./index-uploads.js";
import type { OpenTarget } from "./open-target.js";

const callOptions = ["signal"];
const embedOptions = ["deadlineMs", "signal"];
const verifyOptions: Record<keyof VerifyOptions, true> = {
  repair: true,
  bytes: true,
  signal: true,
};

/** What `createRevimg` opened for it. */
interface Opened {
  /** Closes all of it. */
  release(): Promise<void>;
  announce: ((url: string) => Promise<void>) | undefined;
  openTarget: OpenTarget;
}

/** The `Revimg` that `createRevimg` hands out; see that interface. */
export class OpenRevimg implements Revimg {
  readonly settings: RevimgSettings;
  readonly uploads: RevimgUploads;
  readonly #engines: EnginesInUse;
  readonly #opened: Opened;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  #isMoving = false;
  #closed: Promise<void> | undefined;

  constructor(engines: EnginesInUse, opened: Opened) {
    this.#engines = engines;
    this.#opened = opened;
    this.settings = settingsOf((work) => this.#track(work));
    this.uploads = uploadsOf((work) => this.#track(work));
    registerEngine(this, () => engines.current);
  }

  get model(): RevimgModel {
    const { id, dimension, readsText } = this.#engines.current.embedder;
    return { id, dimension, readsText };
  }

  async *index(source: IndexSource, options: IndexOptions = {}): AsyncGenerator<IndexEvent, void> {
    this.#requireOpen();
    checkSource(source);
    checkIndex(options);
    const signal = this.#orClosing(options.signal);
    yield* this.#run((engine) => runIndex(engine, source, { ...options, signal }));
  }

  async *watch(
    folders: string | URL | readonly (string | URL)[],
    options: WatchOptions = {},
  ): AsyncGenerator<WatchEvent, void> {
    this.#requireOpen();
    const list = typeof folders === "string" || folders instanceof URL ? [folders] : folders;
    if (!Array.isArray(list) || list.length === 0 || !list.every(isPath)) {
      refuse('watch() takes a folder, or a list of folders: watch("./photos").');
    }
    const settings = { ...readWatchOptions(options), signal: this.#orClosing(options.signal) };
    yield* watchFolders(list, (source, given) => this.index(source, given), settings);
  }

  search(query: SearchQuery, options: EmbedCallOptions = {}): Promise<SearchResult> {
    return this.#track((engine) => {
      checkQuery(query);
      checkOptions("search()", options, embedOptions);
      return runSearch(engine, query, options);
    });
  }

  compare(
    original: ImageInput,
    copy: ImageInput,
    options: EmbedCallOptions = {},
  ): Promise<ImageComparison> {
    return this.#track((engine) => {
      if (original === undefined || copy === undefined)
        refuse("compare() takes two pictures: bytes, or the paths of files.");
      checkOptions("compare()", options, embedOptions);
      return compareInEngine(engine, original, copy, options);
    });
  }

  embedImage(image: ImageInput, options: EmbedCallOptions = {}): Promise<Float32Array> {
    return this.#track(async (engine) => {
      if (image === undefined)
        refuse("embedImage() takes a picture: bytes, or the path of a file.");
      checkOptions("embedImage()", options, embedOptions);
      const loaded = await loadQuery(engine, { image }, options);
      const { vector } = await readQuery(engine, loaded, options);
      // The cache keeps it; what the caller does to its own must not be in the next answer.
      return new Float32Array(vector);
    });
  }

  embedTexts(texts: readonly string[], options: EmbedCallOptions = {}): Promise<Float32Array[]> {
    return this.#track(({ embedder }) => {
      checkTexts("embedTexts()", texts);
      checkOptions("embedTexts()", options, embedOptions);
      return embedder.embedTexts(texts, { ...options, priority: "query" });
    });
  }

  get(id: string, options: CallOptions = {}): Promise<ImageRecord | null> {
    return this.#track((engine) => {
      checkId("get()", id);
      checkOptions("get()", options, callOptions);
      return getVisible(engine, id, options);
    });
  }

  readImage(id: string, options: ReadImageOptions = {}): Promise<ImageContent | null> {
    return this.#track(async (engine) => {
      checkId("readImage()", id);
      checkReadOptions("readImage()", options, ["variant", "range", "signal"]);
      const record = await getVisible(engine, id, options);
      return record && readImage(engine, record, options);
    });
  }

  statImage(
    id: string,
    options: Pick<ReadImageOptions, "variant" | "signal"> = {},
  ): Promise<ImageStat | null> {
    return this.#track(async (engine) => {
      checkId("statImage()", id);
      checkReadOptions("statImage()", options, ["variant", "signal"]);
      const record = await getVisible(engine, id, options);
      return record && statImage(engine, record, options);
    });
  }

  imageUrl(id: string, options: ImageUrlOptions = {}): Promise<string | null> {
    return this.#track(async (engine) => {
      checkId("imageUrl()", id);
      checkUrlOptions(options);
      const record = await getVisible(engine, id, options);
      return record && imageUrl(engine, record, options);
    });
  }

  list(options: ListOptions = {}): Promise<ImageList> {
    return this.#track((engine) => listImages(engine, options));
  }

  tags(options: TagsOptions = {}): Promise<TagCount[]> {
    return this.#track((engine) => topTags(engine, options));
  }

  update(
    id: string,
    changes: ImageChanges,
    options: CallOptions = {},
  ): Promise<ImageRecord | null> {
    return this.#track((engine) => {
      checkId("update()", id);
      checkOptions("update()", options, callOptions);
      return updateImage(engine, id, changes, options);
    });
  }

  delete(
    what: readonly string[] | { filter: ImageFilter },
    options: CallOptions = {},
  ): Promise<number> {
    return this.#track((engine) => {
      checkOptions("delete()", options, callOptions);
      // A list has a filter of its own.
      if (typeof what === "object" && what !== null && Object.hasOwn(what, "filter")) {
        refuseUnknown("The argument of delete()", what, ["filter"]);
        const { filter } = what as { filter: ImageFilter };
        return deleteByFilter(engine, filter, options.signal);
      }
      checkIds("delete()", what);
      return deleteByIds(engine, what, options.signal);
    });
  }

  async *duplicates(options: DuplicatesOptions = {}): AsyncGenerator<DuplicatesEvent, void> {
    this.#requireOpen();
    const settings = readDuplicatesOptions(options);
    const signal = this.#orClosing(options.signal);
    yield* this.#run((engine) => runDuplicates(engine, settings, signal));
  }

  markCopies(
    ids: readonly string[],
    mark: CopyMark | null,
    options: CallOptions = {},
  ): Promise<void> {
    return this.#track((engine) => {
      checkIds("markCopies()", ids);
      checkOptions("markCopies()", options, callOptions);
      return markCopies(engine, ids, mark, options);
    });
  }

  stats(options: CallOptions = {}): Promise<RevimgStats> {
    return this.#track(async ({ metadata, vectors, blobs, embedder, cache }) => {
      checkOptions("stats()", options, callOptions);
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
    yield* this.#run((engine) => runVerify(engine, { ...options, signal }));
  }

  async *reindex(options: ReindexOptions): AsyncGenerator<ReindexEvent, void> {
    this.#requireOpen();
    checkReindex(options);
    if (this.#isMoving) {
      refuse("This index is being moved to another model already. Wait for that call to end.");
    }
    this.#isMoving = true;
    try {
      const signal = this.#orClosing(options.signal);
      yield* this.#run((engine) => this.#move(engine, { ...options, signal }));
    } finally {
      this.#isMoving = false;
    }
  }

  keptVectors(options: CallOptions = {}): Promise<KeptVectors> {
    return this.#track(({ metadata }) => {
      checkOptions("keptVectors()", options, callOptions);
      return readKeptVectors(metadata, options.signal);
    });
  }

  dropVectors(which: "previous" | "unfinished", options: CallOptions = {}): Promise<number> {
    return this.#track((engine) => {
      checkOptions("dropVectors()", options, callOptions);
      if (which !== "previous" && which !== "unfinished") {
        refuse('dropVectors() takes "previous" or "unfinished".', "which");
      }
      if (this.#isMoving) refuse("The index is being moved to another model. Wait for its end.");
      return which === "previous"
        ? dropPrevious(engine, options.signal)
        : dropUnfinished(engine, options.signal);
    });
  }

  announce(url: string): Promise<void> {
    return this.#track(async () => this.#opened.announce?.(url));
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      this.#closing.abort(closedError());
      await Promise.allSettled(this.#underWay);
      // A consumer may pause a run for ever, but not the batch that the run is writing.
      await this.#engines.current.writer.run(async () => {});
      await this.#opened.release();
    })();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Runs a call that `close()` waits for. */
  async #track<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    this.#requireOpen();
    const { engine, leave } = this.#engines.enter();
    const call = (async () => work(engine))();
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
      leave();
    }
  }

  /** A run, with the engine kept open until its consumer lets go of it. */
  async *#run<T>(work: (engine: Engine) => AsyncGenerator<T>): AsyncGenerator<T> {
    const { engine, leave } = this.#engines.enter();
    try {
      yield* work(engine);
    } finally {
      leave();
    }
  }

  async *#move(
    engine: Engine,
    options: ReindexOptions & { signal: AbortSignal },
  ): AsyncGenerator<ReindexEvent> {
    const target = await this.#opened.openTarget(options);
    let isAdopted = false;
    const adopt = ({ engine }: Target) => {
      isAdopted = true;
      this.#engines.replace(engine, () => target!.close());
    };
    try {
      yield* runReindex(engine, target, { ...options, adopt });
    } finally {
      if (!isAdopted) await target?.close();
    }
  }

  #orClosing(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  #requireOpen(): void {
    if (this.#closed) throw closedError();
  }
}

function closedError(): RevimgError {
  return new RevimgError("disposed", "This index was closed. Open it again with createRevimg().");
}
