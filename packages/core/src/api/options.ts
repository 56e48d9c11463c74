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
  /** Where model files are kept and fetched from. */
  models?: ModelsOptions;
  /** How models run. */
  inference?: InferenceOptions;
  /**
   * Stores of your own. One that is handed in is opened by `createRevimg` and
   * closed by you; one that a function makes is closed with the index.
   */
  vectors?: StoreOption<VectorStore>;
  metadata?: StoreOption<MetadataStore>;
  blobs?: StoreOption<BlobStore>;
  /**
   * Whether pictures are given the tags of the model. Default true. With a
   * vocabulary's tags (CLIP), pictures indexed without get theirs by the first
   * `index()` with this on.
   */
  tags?: boolean;
  limits?: Partial<ImageLimits>;
  /** Which web addresses a search by `url` may fetch. False: none. Default: those of the public internet. */
  urls?: UrlOptions | false;
  /** What is kept of searches, so that equal ones need neither model nor stores. False: nothing. */
  cache?: CacheOptions | false;
  /** Threads of one vector scan, used from 200,000 pictures on. Default: the machine's cores, at most 4. */
  scanThreads?: number;
}

export type StoreOption<Store> = Store | (() => Store | Promise<Store>);

/** Where model files are kept, and where missing ones are fetched from. */
export interface ModelsOptions {
  /** Folder of fetched files. Default: the platform's cache folder, on Linux `~/.cache/revimg/models`. */
  cacheDirectory?: string;
  /**
   * A mirror of the hub, such as `https://models.example.org`. A name and password
   * in it are sent to that host alone. Default: the Hugging Face hub.
   */
  endpoint?: string;
  /** Address of an HTTP proxy for fetching, such as `http://proxy.example.org:3128`. */
  proxy?: string;
  /** Hosts that are reached without the proxy, with commas between, as in `NO_PROXY`; `*` for all. */
  noProxy?: string;
  /** Never fetch: a missing file is `model_unavailable`. */
  offline?: boolean;
}

/** How a model runs. What is left out follows the machine. */
export interface InferenceOptions {
  /** Copies of the model, each in a thread of its own. More give bulk work up to a fifth more, for as many times the memory. Default 1. */
  workers?: number;
  /** Threads of one inference. Default: the machine's cores, at most 8, divided by `workers`; 1 for a model below 16 MiB, such as `mini`. */
  threads?: number;
  /** Number format of the weights. Default `fp32`; the vectors of different ones are not compared. */
  dtype?: Dtype;
  /** Where the model runs. Default `cpu`, the only one that this project tests. */
  device?: Device;
}

/** Number format of the weights. `fp32` is the default everywhere; the others are smaller and less exact. */
export type Dtype = "fp32" | "fp16" | "int8";

/** Where the model runs. All but `cpu` are handed on to ONNX Runtime and unverified. */
export type Device = "cpu" | "cuda" | "coreml" | "dml" | "webgpu";

/** What a picture may be at most, checked before it is decoded. */
export interface ImageLimits {
  /** Bytes of the encoded picture. Default 100 MiB. */
  maxBytes: number;
  /** Width times height. Default 100 million. */
  maxPixels: number;
  /** Milliseconds that one decode may take. Default 30,000. */
  decodeTimeoutMs: number;
}

/**
 * Which addresses on the web may be fetched. Hosts are written as `"example.org"`,
 * `"*.example.org"` (names below it, not itself), `"10.0.0.5"` or `"[::1]"`, each
 * also with a port.
 */
export interface UrlOptions {
  /** Only these hosts, and those of `allowPrivate`. Default: every host of the public internet. */
  allow?: readonly string[];
  /** Never these hosts. Beats the other lists. */
  deny?: readonly string[];
  /**
   * Hosts of your own network, whatever their addresses are. Whoever may search
   * may have them asked, so name each one; one with a port opens that port too.
   */
  allowPrivate?: readonly string[];
  /** Default 80 and 443. */
  ports?: readonly number[];
  /** Milliseconds for a picture, redirects and all. Default 20,000. */
  timeoutMs?: number;
}

/** How much of earlier searches is kept in memory. */
export interface CacheOptions {
  /** Results, and vectors of pictures and texts, at most. Default 2,000. */
  maxEntries?: number;
  /** Bytes of all of them, at most. Default 64 MiB. */
  maxBytes?: number;
}
