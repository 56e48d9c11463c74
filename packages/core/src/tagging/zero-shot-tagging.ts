import type { ModelsOptions } from "../api/options.js";
import type { Embedder } from "../inference/embedder.js";
import type { ModelTag } from "../inference/tags.js";
import { readModelsOptions } from "../model-files/models-options.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { LabelMaker } from "./label-maker.js";
import { joined, markUntagged, rangeOf, type TimeRange } from "./tagging-state.js";

interface ZeroShotTaggingOptions {
  model: ResolvedModel;
  embedder: Embedder;
  metadata: MetadataStore;
  models: ModelsOptions;
  /** False: pictures are written without tags. They get tags when this is true again. */
  isOn: boolean;
}

/** Tags from a vocabulary, for the pictures of one index. */
export class ZeroShotTagging {
  readonly isOn: boolean;
  /** Id of the model, for messages. */
  readonly modelId: string;
  readonly maker: LabelMaker;
  /** The pictures that this process wrote without tags; null when all have them. */
  untagged: TimeRange | null = null;
  readonly #metadata: MetadataStore;

  constructor(options: ZeroShotTaggingOptions, maker: LabelMaker) {
    this.isOn = options.isOn;
    this.modelId = options.model.manifest.id;
    this.maker = maker;
    this.#metadata = options.metadata;
  }

  /**
   * The tags of a picture with this vector; null while the labels are missing. The tags
   * then follow.
   */
  async tagsOf(vector: Float32Array): Promise<ModelTag[] | null> {
    if (!this.isOn) return null;
    // The run reports why there are no labels.
    const labels = await this.maker.ready().catch(() => null);
    return labels ? labels.tagsOf(vector) : null;
  }

  /**
   * Call it before pictures are written whose tags follow: a later run then finds them
   * if this one is killed. The caller holds the engine's writer until they are written.
   */
  async mark(untagged: readonly Pick<ImageRecord, "createdAt">[]): Promise<void> {
    const range = rangeOf(untagged);
    if (range === null) return;
    this.untagged = joined(this.untagged, range);
    await markUntagged(this.#metadata, range);
  }

  close(): Promise<void> {
    return this.maker.close();
  }
}

/** Null for a model with tags of another kind, or without tags. Nothing is read or computed yet. */
export function createTagging(options: ZeroShotTaggingOptions): ZeroShotTagging | null {
  const { model, embedder, models } = options;
  const { tags } = model.manifest;
  if (tags?.kind !== "zero-shot") return null;
  const { cacheDirectory } = readModelsOptions(models);
  return new ZeroShotTagging(options, new LabelMaker({ model, tags, embedder, cacheDirectory }));
}
