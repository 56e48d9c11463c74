import type { Engine } from "../engine/engine.js";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import type { LabelSet } from "../tagging/label-set.js";
import {
  isComplete,
  joined,
  markTagged,
  readState,
  type StoredState,
  type TimeRange,
} from "../tagging/tagging-state.js";
import type { ZeroShotTagging } from "../tagging/zero-shot-tagging.js";
import { countPictures, tagPictures } from "./tag-pictures.js";

/** How far tagging has come: words embedded, then pictures tagged. */
interface TaggingStep {
  step: "labels" | "pictures";
  done: number;
  total: number;
}

interface TaggingRunOptions {
  /** Aborted when the run ends, in whatever way. */
  signal: AbortSignal;
  warn(name: string, error: RevimgError): void;
}

interface OpenWork {
  stored: StoredState;
  /** Null: all pictures. */
  range: TimeRange | null;
}

/** The part of one `index()` run that gives pictures the tags of a vocabulary. */
export class TaggingRun {
  readonly #engine: Engine;
  readonly #tagging: ZeroShotTagging;
  readonly #options: TaggingRunOptions;
  #labels: Promise<LabelSet | null> | undefined;
  #hasWarned = false;

  constructor(engine: Engine, tagging: ZeroShotTagging, options: TaggingRunOptions) {
    this.#engine = engine;
    this.#tagging = tagging;
    this.#options = options;
  }

  /** Has the labels made in the background, if pictures of earlier runs wait for them. */
  async begin(): Promise<void> {
    const { signal } = this.#options;
    const hash = await this.#hash();
    if (hash === null) return;
    const { metadata, writer } = this.#engine;
    // Not between a mark and the pictures that it is for.
    await writer.run(async () => {
      const stored = await readState(metadata, signal);
      if (isComplete(stored.state, hash)) return;
      const { count } = await metadata.stats({ signal });
      if (count.indexed > 0) this.want();
      // Of an empty index it is true that all pictures have their tags. Where others are
      // marked, another process is about to write them.
      else if (count.pending === 0 && !stored.state?.untagged) {
        await markTagged(metadata, stored, { labels: hash, untagged: null });
      }
    });
  }

  /** Has the labels made in the background: a picture was written without tags. */
  want(): void {
    if (!this.#tagging.isOn) return;
    this.#labels ??= this.#make();
    this.#labels.catch(() => {}); // Told by `finish`.
  }

  /** Brings every picture's tags up to date, once all pictures are written. Does nothing where they are. */
  async *finish(): AsyncGenerator<TaggingStep> {
    const hash = await this.#hash();
    if (hash === null || !(await this.#openWork(hash))) return;
    this.want();
    const labels = yield* this.#awaitLabels();
    // It took minutes, perhaps: other runs may have come and gone.
    const work = labels && (await this.#openWork(hash));
    if (work) yield* this.#tag(labels, hash, work);
    this.#options.signal.throwIfAborted();
  }

  /** Which pictures need a look; null when all have their tags. */
  async #openWork(hash: string): Promise<OpenWork | null> {
    const { writer, metadata } = this.#engine;
    const own = this.#tagging.untagged;
    const stored = await writer.run(() => readState(metadata));
    const { state } = stored;
    if (isComplete(state, hash) && own === null) return null;
    return { stored, range: state?.labels === hash ? joined(state.untagged, own) : null };
  }

  async *#awaitLabels(): AsyncGenerator<TaggingStep, LabelSet | null> {
    const { maker } = this.#tagging;
    let isSettled = (await maker.ready()) !== null;
    const settled = this.#labels!.then(() => {
      isSettled = true;
    });
    while (!isSettled) {
      const { step } = maker;
      yield { step: "labels", ...maker.progress };
      await Promise.race([step, settled]);
    }
    return this.#labels!;
  }

  async *#tag(
    labels: LabelSet,
    hash: string,
    { stored, range }: OpenWork,
  ): AsyncGenerator<TaggingStep> {
    const { signal } = this.#options;
    let total = await countPictures(this.#engine, range, signal);
    let done = 0;
    let missed: TimeRange | null = null;
    yield { step: "pictures", done, total };
    for await (const page of tagPictures(this.#engine, labels, range, signal)) {
      done += page.count;
      total = Math.max(total, done);
      missed = joined(missed, page.missed);
      yield { step: "pictures", done, total };
    }
    const { metadata, vectors } = this.#engine;
    // A vector that is late comes by itself; one that is lost is for `verify` to find.
    const isLate = vectors.capabilities.consistency === "eventual";
    const untagged = isLate ? missed : null;
    const isNoted = await markTagged(metadata, stored, { labels: hash, untagged });
    // Else another run has written pictures without tags, and will have a pass of its own.
    if (isNoted) this.#tagging.untagged = null;
  }

  async #make(): Promise<LabelSet | null> {
    const { maker, modelId } = this.#tagging;
    try {
      const labels = await maker.make(this.#options.signal);
      const unsaved = maker.takeUnsaved();
      if (unsaved) this.#options.warn(modelId, unsaved);
      return labels;
    } catch (error) {
      this.#warn(error);
      return null;
    }
  }

  async #hash(): Promise<string | null> {
    if (!this.#tagging.isOn) return null;
    try {
      return await this.#tagging.maker.hash();
    } catch (error) {
      this.#warn(error);
      return null;
    }
  }

  /** Pictures without tags are better than no pictures. Only an unknown error ends the run. */
  #warn(cause: unknown): void {
    if (this.#options.signal.aborted || this.#hasWarned) return;
    if (!isRevimgError(cause)) throw cause;
    this.#hasWarned = true;
    const { code, message, details } = cause;
    const error = new RevimgError(
      code,
      `The pictures have no tags for now: ${message} Tags come with the next indexing after that.`,
      { cause, retryable: false, details },
    );
    this.#options.warn(this.#tagging.modelId, error);
  }
}
