import type { BlobStore } from "../stores/blob-store.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { VectorStore } from "../stores/vector-store.js";

/** Everything is optional: `createRevimg()` keeps its index in `./revimg-data`. */
export interface RevimgOptions {
  /** Folder of the embedded stores, made when absent. Default `"./revimg-data"`. */
  dataDirectory?: string;
  /** Name of the set of pictures inside the stores. Default `"default"`. */
  collection?: string;
  /**
   * The model of a new index: `"mini"`, `"clip-vit-b32"`, or the path of a
   * manifest of your own model. An index that exists keeps its own and refuses
   * another one (`index_mismatch`). Default `"auto"`: the one the index has, else
   * `clip-vit-b32` where its files are at hand, else `mini`. Nothing is fetched.
   */
  model?: string;
  /** Where model files are kept, and where they are fetched from. */
  models?: ModelsOptions;
  /** How models run. */
  inference?: InferenceOptions;
  /**
   * Stores of your own. `createRevimg` opens a store that you hand in, and you close
   * it. A store that a function makes is closed with the index.
   */
  vectors?: StoreOption<VectorStore>;
  metadata?: StoreOption<MetadataStore>;
  blobs?: StoreOption<BlobStore>;
  /**
   * Whether pictures get the model's tags. Default true. With a model that takes tags
   * from a vocabulary (CLIP), pictures indexed while this was off get their tags in the
   * first `index()` with this on.
   */
  tags?: boolean;
  limits?: Partial<ImageLimits>;
  /**
   * Which web addresses may be fetched, by searches and by `index()`. False: none.
   * Default: those of the public internet.
   */
  urls?: UrlOptions | false;
  /**
   * What is kept of searches. An equal search then needs neither model nor stores.
   * False: nothing is kept.
   */
  cache?: CacheOptions | false;
  /**
   * Threads of one vector scan. They are used from 200,000 pictures on. Default: the
   * machine's cores, at most 4.
   */
  scanThreads?: number;
}

export type StoreOption<Store> = Store | (() => Store | Promise<Store>);

/** Where model files are kept, and where missing ones are fetched from. */
export interface ModelsOptions {
  /** Folder of fetched files. Default: the platform's cache folder, on Linux `~/.cache/revimg/models`. */
  cacheDirectory?: string;
  /**
   * A mirror of the hub, such as `https://models.example.org`. A name and password in
   * it are sent to that host only. Default: the Hugging Face hub.
   */
  endpoint?: string;
  /** Address of an HTTP proxy for fetching, such as `http://proxy.example.org:3128`. */
  proxy?: string;
  /** Hosts that are reached without the proxy, separated by commas as in `NO_PROXY`; `*` for all. */
  noProxy?: string;
  /** Never fetch: a missing file is `model_unavailable`. */
  offline?: boolean;
}

/**
 * How a model runs. Options that are left out follow the machine. Indexes of one process
 * that are open with the same model, `tags` and options here share its threads.
 */
export interface InferenceOptions {
  /**
   * Copies of the model, each in its own thread. More copies do up to a fifth more bulk
   * work, and take as many times the memory. Default 1.
   */
  workers?: number;
  /** Threads of one inference. Default: the machine's cores, at most 8, divided by `workers`; 1 for a model below 16 MiB, such as `mini`. */
  threads?: number;
  /** Number format of the weights. Default `fp32`. Vectors of different formats are not compared. */
  dtype?: Dtype;
  /** Where the model runs. Default `cpu`, the only one that this project tests. */
  device?: Device;
  /**
   * Whether opening an index loads the model. Default true. With `false`, the first picture
   * or text loads it, and fails where that can't be done: for programs that as a rule only
   * list, change or delete pictures.
   */
  preload?: boolean;
}

/** Number format of the weights. `fp32` is the default everywhere; the others are smaller and less exact. */
export type Dtype = "fp32" | "fp16" | "int8";

/** Where the model runs. All but `cpu` are handed on to ONNX Runtime and are unverified. */
export type Device = "cpu" | "cuda" | "coreml" | "dml" | "webgpu";

/** Limits of a picture. Its bytes and pixels are checked before it is decoded. */
export interface ImageLimits {
  /** Bytes of the encoded picture. Default 100 MiB. */
  maxBytes: number;
  /** Width times height. Default 100 million. */
  maxPixels: number;
  /** Milliseconds that one decode may take. Default 30,000. */
  decodeTimeoutMs: number;
}

/**
 * Which web addresses may be fetched. Hosts are written as `"example.org"`,
 * `"*.example.org"` (names below it, not itself), `"10.0.0.5"` or `"[::1]"`, each with
 * or without a port.
 */
export interface UrlOptions {
  /**
   * Only these hosts, and those of `allowPrivate`, may be asked. Default: every host of
   * the public internet.
   */
  allow?: readonly string[];
  /** These hosts are never asked. This list beats the others. */
  deny?: readonly string[];
  /**
   * Hosts of your own network, whatever their addresses are. Everyone who may search or
   * add pictures can have them asked, so name each one. A host with a port opens that
   * port too.
   */
  allowPrivate?: readonly string[];
  /** Default 80 and 443. */
  ports?: readonly number[];
  /** Milliseconds for a picture, redirects included. Default 20,000. */
  timeoutMs?: number;
}

/** How much of earlier searches is kept in memory. */
export interface CacheOptions {
  /** At most this many results, and vectors of pictures and texts. Default 2,000. */
  maxEntries?: number;
  /** At most this many bytes for all of them. Default 64 MiB. */
  maxBytes?: number;
}
