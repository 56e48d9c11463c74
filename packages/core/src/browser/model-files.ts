import { RevimgError } from "../lib/errors.js";
import { externalFiles } from "../model-files/external-data.js";
import type { ModelFile, ModelManifest, OnnxFile } from "../model-files/model-manifest.js";
import { downloadFile, shownUrl } from "./file-download.js";
import { ModelCache } from "./model-cache.js";
import { sha256Of } from "./sha256.js";
import type { LoadProgress } from "./worker-protocol.js";

export interface ModelFilesOptions {
  manifest: ModelManifest;
  /** Absolute; the manifest's paths are appended to it. */
  filesBase: string;
  /** Whether files are kept in the browser's storage. */
  cache: boolean;
  onProgress(progress: LoadProgress): void;
}

/** The bytes of an ONNX file, and of the files that hold its weights. */
export interface OnnxBytes {
  bytes: Uint8Array<ArrayBuffer>;
  /** `path` is what the ONNX file calls it. */
  externalData: { path: string; data: Uint8Array<ArrayBuffer> }[];
}

/** The files of a model, from the browser's storage or the network, each checked by its SHA-256. */
export class ModelFiles {
  readonly #options: ModelFilesOptions;
  #cache: Promise<ModelCache | null> | undefined;

  constructor(options: ModelFilesOptions) {
    this.#options = options;
  }

  /**
   * A whole file. Rejects with `model_unavailable` when it can't be fetched, and with
   * `model_corrupt` when two attempts both give another file than the manifest's.
   */
  async read(file: ModelFile): Promise<Uint8Array<ArrayBuffer>> {
    this.#cache ??= this.#options.cache ? ModelCache.open(this.#options.manifest) : undefined;
    const cache = (await this.#cache) ?? null;
    const cached = await cache?.read(file);
    if (cached && (await isRight(cached, file))) {
      this.#report(file, cached.length, cached.length, true);
      return cached;
    }
    if (cached) await cache?.remove(file);
    const bytes = await this.#download(file, cache !== null);
    await cache?.write(file, bytes);
    return bytes;
  }

  /** The same for an ONNX file with its external data. */
  async readOnnx(onnx: OnnxFile): Promise<OnnxBytes> {
    const bytes = await this.read(onnx);
    const externalData: OnnxBytes["externalData"] = [];
    for (const { location, file } of externalFiles(onnx)) {
      externalData.push({ path: location, data: await this.read(file) });
    }
    return { bytes, externalData };
  }

  async #download(file: ModelFile, isKept: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const url = fileUrl(this.#options.filesBase, file);
    // A kept file stays out of the HTTP cache. What the HTTP cache holds may be wrong,
    // so the second attempt ignores it.
    for (const cacheMode of [isKept ? "no-store" : "default", "reload"] as const) {
      const bytes = await downloadFile(url, file, {
        cacheMode,
        onProgress: (received, total) => this.#report(file, received, total, false),
      });
      if (await isRight(bytes, file)) return bytes;
    }
    throw new RevimgError(
      "model_corrupt",
      `${shownUrl(url)} sends another file than the ${file.path} that the manifest of ${this.#options.manifest.id} names: its size or its SHA-256 differs, in two attempts. Put the right file there, or correct the manifest.`,
      { details: { model: this.#options.manifest.id, file: file.path } },
    );
  }

  #report(file: ModelFile, receivedBytes: number, totalBytes: number | null, fromCache: boolean) {
    this.#options.onProgress({ file: file.path, receivedBytes, totalBytes, fromCache });
  }
}

async function isRight(bytes: Uint8Array<ArrayBuffer>, file: ModelFile): Promise<boolean> {
  if (file.bytes !== null && bytes.length !== file.bytes) return false;
  return (await sha256Of(bytes)) === file.sha256;
}

function fileUrl(base: string, { path }: ModelFile): string {
  return base + path.split("/").map(encodeURIComponent).join("/");
}
