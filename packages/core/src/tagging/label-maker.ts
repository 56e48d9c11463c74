import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Embedder } from "../inference/embedder.js";
import type { ModelLabel } from "../inference/tags.js";
import { RevimgError } from "../lib/errors.js";
import { textModelHash } from "../model-files/model-hash.js";
import type { ZeroShotTags } from "../model-files/model-manifest.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import { embedLabels } from "./embed-labels.js";
import { type LabelFile, readLabelFile, writeLabelFile } from "./label-file.js";
import { LabelSet } from "./label-set.js";
import { readVocabulary } from "./vocabulary.js";

/** Words embedded between two reports: about two seconds of CLIP on two cores. */
const wordsAtOnce = 64;

/** A killed process may lose this much work. */
const saveEveryMs = 15_000;

/** Grows when the same model and words would give other tags. */
const taggingVersion = 1;

interface LabelMakerOptions {
  model: Pick<ResolvedModel, "manifest" | "entry" | "file">;
  tags: ZeroShotTags;
  embedder: Pick<Embedder, "id" | "dimension" | "embedTexts">;
  /** Where models are kept. */
  cacheDirectory: string;
}

/** Facts about the labels, once the words are read. */
interface Plan {
  labels: ModelLabel[];
  file: LabelFile;
  tagsHash: string;
  /** Shape [labels, dimension]; the first `done` rows are made. */
  matrix: Float32Array;
  done: number;
}

interface Job {
  labels: Promise<LabelSet>;
  users: Set<AbortSignal>;
  controller: AbortController;
}

/**
 * Prepares the labels of one model, from the cache or by embedding the words. All
 * callers share the work.
 */
export class LabelMaker {
  readonly #options: LabelMakerOptions;
  #planning: Promise<Plan> | undefined;
  #plan: Plan | undefined;
  #set: LabelSet | undefined;
  #job: Job | undefined;
  #lastJob: Promise<unknown> = Promise.resolve();
  #step = deferred();
  #unsaved: RevimgError | null = null;

  constructor(options: LabelMakerOptions) {
    this.#options = options;
  }

  /** Words embedded so far, and in all. */
  get progress(): { done: number; total: number } {
    return { done: this.#plan?.done ?? 0, total: this.#plan?.labels.length ?? 0 };
  }

  /** Resolves when `progress` has moved. */
  get step(): Promise<void> {
    return this.#step.promise;
  }

  /** Changes with everything that changes the tags. Rejects when the words can't be read. */
  async hash(): Promise<string> {
    return (await this.#planned()).tagsHash;
  }

  /** The labels, if they are ready or in the cache. Nothing is embedded. */
  async ready(): Promise<LabelSet | null> {
    if (!this.#set) await this.#planned();
    return this.#set ?? null;
  }

  /**
   * The labels. Words that the cache lacks are embedded first. The work stops when the
   * signals of all callers are aborted; finished words are kept for the next time.
   * Rejects with the signal's reason, or with the error of `embedTexts`.
   */
  make(signal: AbortSignal): Promise<LabelSet> {
    if (signal.aborted) return Promise.reject(signal.reason);
    this.#job ??= this.#start();
    const job = this.#job;
    job.users.add(signal);
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        job.users.delete(signal);
        if (job.users.size > 0) return;
        job.controller.abort(signal.reason);
        if (this.#job === job) this.#job = undefined;
      };
      signal.addEventListener("abort", leave, { once: true });
      const stay = () => signal.removeEventListener("abort", leave);
      job.labels.then(resolve, reject).finally(stay);
    });
  }

  /** Why the labels could not be kept on disk. Given only once. */
  takeUnsaved(): RevimgError | null {
    const error = this.#unsaved;
    this.#unsaved = null;
    return error;
  }

  /** Stops. Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#job?.controller.abort(new RevimgError("disposed", "The index was closed."));
    await this.#lastJob;
  }

  #start(): Job {
    const controller = new AbortController();
    const before = this.#lastJob;
    const labels = before.then(() => this.#run(controller.signal));
    const job = { labels, users: new Set<AbortSignal>(), controller };
    this.#lastJob = labels.then(
      () => {},
      () => {
        // The next caller tries again.
        if (this.#job === job) this.#job = undefined;
      },
    );
    return job;
  }

  async #run(signal: AbortSignal): Promise<LabelSet> {
    const plan = await this.#planned();
    if (this.#set) return this.#set;
    const { model, embedder, tags } = this.#options;
    // Asked for here: a missing file should be known before any word waits for the model.
    await Promise.all([model.file("tokenizer", { signal }), model.file("text", { signal })]);
    const { labels, matrix } = plan;
    let savedAt = performance.now();
    let saved = plan.done;
    try {
      while (plan.done < labels.length) {
        const words = labels.slice(plan.done, plan.done + wordsAtOnce).map(({ name }) => name);
        const rows = await embedLabels(words, { embedder, templates: tags.templates }, signal);
        matrix.set(rows, plan.done * embedder.dimension);
        plan.done += words.length;
        this.#step.resolve();
        this.#step = deferred();
        if (performance.now() - savedAt < saveEveryMs) continue;
        await this.#save(plan);
        savedAt = performance.now();
        saved = plan.done;
      }
    } finally {
      if (plan.done > saved) await this.#save(plan);
    }
    this.#set = this.#labelSet(plan);
    return this.#set;
  }

  async #save({ file, matrix, done }: Plan): Promise<void> {
    try {
      await writeLabelFile(file, matrix.subarray(0, done * file.dimension));
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      this.#unsaved = new RevimgError(
        "model_unavailable",
        `The label embeddings can't be kept at ${file.path} (${code}), so the next process makes them again. Make the folder writable, or name another one with models.cacheDirectory.`,
        { cause, retryable: false, details: { path: file.path } },
      );
    }
  }

  #planned(): Promise<Plan> {
    this.#planning ??= this.#makePlan().catch((error: unknown) => {
      this.#planning = undefined;
      throw error;
    });
    return this.#planning;
  }

  async #makePlan(): Promise<Plan> {
    const { model, tags, embedder, cacheDirectory } = this.#options;
    const { templates, logitScale, logitBias, minConfidence } = tags;
    const { labels, sha256 } = await readVocabulary(await model.file("vocabulary"));
    const { dimension } = embedder;
    const textModel = textModelHash(model.entry("text"), model.manifest.text!.input);
    const parts = [textModel, model.entry("tokenizer").sha256, sha256, templates];
    const key = hashOf([taggingVersion, ...parts]);
    const path = join(cacheDirectory, model.manifest.id, `labels-${key.slice(0, 12)}.bin`);
    const file = { path, key, dimension };
    const matrix = new Float32Array(labels.length * dimension);
    const rows = await readLabelFile(file, labels.length);
    if (rows) matrix.set(rows);
    const scaling = logitBias === undefined ? [logitScale] : [logitScale, logitBias];
    const tagsHash = hashOf([key, ...scaling, minConfidence]);
    const done = (rows?.length ?? 0) / dimension;
    const plan = { labels, file, tagsHash, matrix, done };
    if (done === labels.length) this.#set = this.#labelSet(plan);
    this.#plan = plan;
    return plan;
  }

  #labelSet({ labels, matrix }: Plan): LabelSet {
    const { embedder, tags } = this.#options;
    const { logitScale, logitBias, minConfidence } = tags;
    return new LabelSet({
      ...{ labels, matrix, dimension: embedder.dimension },
      ...{ logitScale, logitBias, minConfidence },
    });
  }
}

function hashOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
