import type { Embedding } from "../inference/image-model.js";
import { requirePreprocessing } from "../inference/preprocess.js";
import { RevimgError } from "../lib/errors.js";
import { wordPrototypes } from "../model-files/parse-manifest.js";
import { BatchQueue } from "./batch-queue.js";
import { browser } from "./browser-globals.js";
import { findModel, type ModelSourceOptions } from "./model-source.js";
import { type BrowserPicture, pictureForWorker } from "./picture-input.js";
import { WorkerConnection } from "./worker-connection.js";
import type { BrowserDevice, LoadProgress, WasmPaths } from "./worker-protocol.js";

export interface BrowserEmbedderOptions extends ModelSourceOptions {
  /**
   * Where the model runs. `auto`, the default: on WebGPU when the browser gives an
   * adapter, else on WebAssembly. WebGPU is handed on to ONNX Runtime and is
   * unverified.
   */
  device?: BrowserDevice | "auto" | undefined;
  /**
   * Threads of WebAssembly, 1 to 64. More than one works only on cross-origin isolated
   * pages. Default: half the cores, at most 4.
   */
  threads?: number | undefined;
  /**
   * Absolute addresses of ONNX Runtime's `.wasm` and `.mjs` files. Default: where the
   * bundler put them.
   */
  wasmPaths?: WasmPaths | undefined;
  /** Called for each file while it loads, also when the text model is fetched later. */
  onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Whether the model is kept in the browser's Cache Storage. Default true. */
  cache?: boolean | undefined;
  /** Stops the loading. */
  signal?: AbortSignal | undefined;
}

export interface BrowserCallOptions {
  signal?: AbortSignal | undefined;
}

/**
 * A model in its own web worker. Calls may run concurrently. Waiting calls run in
 * batches of up to 8.
 */
export interface BrowserEmbedder extends AsyncDisposable {
  /** Name and version of the model, such as `"mini-2"`: the `model` of a search by vector. */
  readonly id: string;
  /** Length of the vectors. */
  readonly dimension: number;
  readonly device: BrowserDevice;
  /** Whether `embedTexts` can be called. */
  readonly readsText: boolean;

  /**
   * The vector (L2 norm 1) and the tags of a picture. Only a model with a classifier
   * gives tags. The browser decodes the picture upright, in sRGB, on white. It is then
   * resized, cropped and scaled as in Node. A file is read when its turn comes.
   * Anything else is copied at once and stays the caller's.
   *
   * Rejects with `image_decode_failed`, `image_too_large` (over 100 MiB), `unsupported`
   * (a format that this browser can't read, or a picture of another site), `overloaded`
   * when 256 are waiting, `model_corrupt` when the model gives no usable vector,
   * `disposed` after `close()`, or with the signal's reason.
   */
  embed(picture: BrowserPicture, options?: BrowserCallOptions): Promise<Embedding>;

  /**
   * The vectors (L2 norm 1) of texts, in their order. They can be compared with those
   * of pictures. A text that is longer than the model reads is cut. A classifier
   * without a text model reads the words of its labels and ignores other words. The
   * first call fetches the files for texts.
   *
   * Rejects as `embed` does; with `unsupported` when the model can't read, or knows no
   * word of a text (`details.words` then lists near words); and with the errors of
   * loading.
   */
  embedTexts(texts: readonly string[], options?: BrowserCallOptions): Promise<Float32Array[]>;

  /**
   * Ends the worker at once. What waits and what runs rejects with `disposed`. A second
   * call does nothing.
   */
  close(): Promise<void>;
}

/**
 * Loads a model into a web worker. Its files come from the browser's Cache Storage or
 * the network. Each is checked against the SHA-256 in the manifest.
 *
 * Rejects with `model_unavailable` when a file can't be fetched, `model_corrupt` when
 * it is not the manifest's file or not what the manifest describes, `invalid_config`
 * for a wrong manifest or option, `unsupported` when the browser lacks something
 * (module workers, OffscreenCanvas, a secure context), `dependency_load_failed` when
 * the worker or ONNX Runtime can't be started, or with the signal's reason.
 */
export async function createBrowserEmbedder(
  options: BrowserEmbedderOptions,
): Promise<BrowserEmbedder> {
  const { signal, onProgress = () => {}, device = "auto", threads, wasmPaths } = options;
  signal?.throwIfAborted();
  requireBrowser();
  requireThreads(threads);
  const model = await findModel(options, signal);
  requirePreprocessing(model.manifest.id, model.manifest.preprocessing);
  signal?.throwIfAborted();
  const connection = new WorkerConnection(onProgress);
  const onAbort = () => connection.end(closedError());
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const settings = { ...model, device, threads, wasmPaths, cache: options.cache ?? true };
    const loaded = await connection.call("load", settings);
    const { id, dimension, text } = model.manifest;
    const readsText =
      text?.files[model.dtype] !== undefined || wordPrototypes(model.manifest) !== null;
    return new WorkerEmbedder({ id, dimension, readsText, device: loaded.device }, connection);
  } catch (error) {
    connection.end(closedError());
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

type Facts = Pick<BrowserEmbedder, "id" | "dimension" | "device" | "readsText">;

class WorkerEmbedder implements BrowserEmbedder {
  readonly id: string;
  readonly dimension: number;
  readonly device: BrowserDevice;
  readonly readsText: boolean;
  readonly #connection: WorkerConnection;
  readonly #queue: BatchQueue;
  #isClosed = false;

  constructor(facts: Facts, connection: WorkerConnection) {
    this.id = facts.id;
    this.dimension = facts.dimension;
    this.device = facts.device;
    this.readsText = facts.readsText;
    this.#connection = connection;
    this.#queue = new BatchQueue(connection);
  }

  async embed(picture: BrowserPicture, { signal }: BrowserCallOptions = {}): Promise<Embedding> {
    this.#requireOpen();
    signal?.throwIfAborted();
    const ready = await pictureForWorker(picture);
    this.#requireOpen();
    return this.#queue.image(ready, signal);
  }

  async embedTexts(
    texts: readonly string[],
    { signal }: BrowserCallOptions = {},
  ): Promise<Float32Array[]> {
    this.#requireOpen();
    signal?.throwIfAborted();
    if (!this.readsText) {
      throw new RevimgError(
        "unsupported",
        `The model ${this.id} knows pictures only; it can't read texts. Use a model that reads, such as clip-vit-b32.`,
        { details: { model: this.id } },
      );
    }
    const vectors: Float32Array[] = [];
    for (let first = 0; first < texts.length; first += textWindow) {
      const window = texts.slice(first, first + textWindow);
      vectors.push(...(await Promise.all(window.map((text) => this.#queue.text(text, signal)))));
    }
    return vectors;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.clear(closedError());
    this.#connection.end(closedError());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #requireOpen(): void {
    if (this.#isClosed) throw closedError();
  }
}

/** Texts of one call that wait at the same time. */
const textWindow = 64;

function requireBrowser(): void {
  const missing = [
    browser.Worker === undefined && "web workers",
    browser.OffscreenCanvas === undefined && "OffscreenCanvas",
    browser.createImageBitmap === undefined && "createImageBitmap",
    globalThis.crypto?.subtle === undefined && "a secure context (https, or localhost)",
  ].filter((name) => name !== false);
  if (missing.length === 0) return;
  throw new RevimgError(
    "unsupported",
    `@revimg/core/browser needs ${missing.join(", ")}, which is not here. Use a current browser over https; in Node use createRevimg of @revimg/core.`,
  );
}

function requireThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isInteger(threads) && threads >= 1 && threads <= 64)) return;
  throw new RevimgError("invalid_config", "threads must be a whole number from 1 to 64.");
}

function closedError(): RevimgError {
  return new RevimgError("disposed", "The model was closed.");
}
