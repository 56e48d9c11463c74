import type { ImageLimits } from "../api/options.js";
import type { Revimg } from "../api/revimg.js";
import type { SearchCache } from "../cache/search-cache.js";
import type { Embedder } from "../inference/embedder.js";
import { RevimgError } from "../lib/errors.js";
import type { PictureThreads } from "../pictures/picture-threads.js";
import type { UrlRules } from "../remote/url-options.js";
import type { BlobStore } from "../stores/blob-store.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { VectorStore } from "../stores/vector-store.js";
import type { ZeroShotTagging } from "../tagging/zero-shot-tagging.js";
import type { BackgroundSample } from "./background-sample.js";
import type { PictureWriter } from "./picture-writer.js";

/** What indexing and search work with. */
export interface Engine {
  /** The vector space that `vectors` has open. */
  space: string;
  vectors: VectorStore;
  metadata: MetadataStore;
  blobs: BlobStore;
  embedder: Embedder;
  /** For a model whose tags come from a vocabulary; null for any other. */
  tagging: ZeroShotTagging | null;
  pictures: PictureThreads;
  /** How pictures are decoded for this model. */
  decoding: { limits: ImageLimits; workingSide: number };
  /** Which web addresses may be fetched; null for none. */
  urls: UrlRules | null;
  cache: SearchCache;
  /** A sample of the collection, to tell what stands out. */
  background: BackgroundSample;
  /** All who change pictures go through it. Two that meet the same picture must not mix their steps. */
  writer: PictureWriter;
  /** What took its place when the index moved to another model. Null: nothing has. */
  successor: Engine | null;
}

/** The engine that works now, for work that may have outlived its own. */
export function latest(engine: Engine): Engine {
  let found = engine;
  while (found.successor) found = found.successor;
  return found;
}

const engines = new WeakMap<Revimg, () => Engine>();

/** Gives the parts of this package for which `Revimg` has no method access to its engine. */
export function registerEngine(revimg: Revimg, engine: () => Engine): void {
  engines.set(revimg, engine);
}

/** The engine of an open index. Rejects with `invalid_input` when `createRevimg` did not make it. */
export function engineOf(revimg: Revimg): Engine {
  const engine = engines.get(revimg);
  if (engine) return engine();
  throw new RevimgError(
    "invalid_input",
    "This is not an index that createRevimg() opened. There may be two copies of @revimg/core in the program: npm ls @revimg/core shows them.",
  );
}
