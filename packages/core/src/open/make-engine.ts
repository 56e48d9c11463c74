import { SearchCache } from "../cache/search-cache.js";
import { BackgroundSample } from "../engine/background-sample.js";
import type { Engine } from "../engine/engine.js";
import type { Embedder } from "../inference/embedder.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import { workingSideFor } from "../pictures/decode.js";
import { PictureThreads } from "../pictures/picture-threads.js";
import { resizedSide } from "../pictures/resize/input-geometry.js";
import type { VectorStore } from "../stores/vector-store.js";
import { createTagging } from "../tagging/zero-shot-tagging.js";
import { closeAll, type OpenedStores } from "./open-stores.js";
import type { Settings } from "./read-options.js";

/** What an engine is made of, besides the stores. */
interface EngineParts {
  model: ResolvedModel;
  embedder: Embedder;
  /** Open on `space`. */
  vectors: VectorStore;
  space: string;
}

/** An engine that works with a loaded model and an open space. `close` ends what it started itself. */
export function makeEngine(
  { metadata, blobs, writer }: OpenedStores,
  settings: Settings,
  { model, embedder, vectors, space }: EngineParts,
): { engine: Engine; close(): Promise<void> } {
  const opened: (() => Promise<void>)[] = [];
  const { input } = embedder;
  const workingSide = workingSideFor(resizedSide(input));
  const decoding = { limits: settings.limits, workingSide };
  const reading = { ...decoding, input };
  const pictures = new PictureThreads(reading, pictureThreads(settings.inference.workers));
  opened.push(() => pictures.close());
  const { models, tags: isOn } = settings;
  const tagging = createTagging({ model, embedder, metadata, models, isOn });
  if (tagging) opened.push(() => tagging.close());
  const cache = new SearchCache(settings.cache);
  const background = new BackgroundSample(metadata, vectors);
  // Closed before the model and the stores: abandoned work may still use them.
  opened.push(() => cache.close());
  opened.push(() => background.close());
  const engine: Engine = {
    space,
    vectors,
    metadata,
    blobs,
    embedder,
    tagging,
    pictures,
    decoding,
    urls: settings.urls,
    cache,
    background,
    writer,
    successor: null,
  };
  return { engine, close: () => closeAll(opened) };
}

/** One thread reads as many pictures as two inference threads embed with a small model. */
function pictureThreads(inferenceThreads = 1): number {
  return Math.min(4, Math.ceil(inferenceThreads / 2));
}
