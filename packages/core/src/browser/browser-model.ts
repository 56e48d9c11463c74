import { type Embedding, ImageModel, type Outcome } from "../inference/image-model.js";
import type { ModelPicture } from "../inference/preprocess.js";
import type { ModelLabel } from "../inference/tags.js";
import type { TextReader } from "../inference/word-reader.js";
import { RevimgError, toPlainError } from "../lib/errors.js";
import { geometryOf } from "../model-files/manifest-input.js";
import type { ModelFile } from "../model-files/model-manifest.js";
import { wordPrototypes } from "../model-files/parse-manifest.js";
import { decodePicture } from "./decode-picture.js";
import { ModelFiles } from "./model-files.js";
import { chooseDevice, openWebRuntime, type WebRuntime } from "./web-runtime.js";
import type { LoadProgress, LoadSettings, WorkerPicture } from "./worker-protocol.js";

/** A model loaded in this thread: the worker's side of a `BrowserEmbedder`. */
export class BrowserModel {
  readonly #settings: LoadSettings;
  readonly #files: ModelFiles;
  readonly #runtime: WebRuntime;
  readonly #images: ImageModel;
  readonly #labels: readonly ModelLabel[];
  #texts: TextReader | undefined;

  private constructor(
    settings: LoadSettings,
    files: ModelFiles,
    runtime: WebRuntime,
    images: ImageModel,
    labels: readonly ModelLabel[],
  ) {
    this.#settings = settings;
    this.#files = files;
    this.#runtime = runtime;
    this.#images = images;
    this.#labels = labels;
  }

  static async load(
    settings: LoadSettings,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<BrowserModel> {
    const { manifest, dtype } = settings;
    const { tags } = manifest;
    const files = new ModelFiles({ ...settings, onProgress });
    const labels = tags?.kind === "classifier" ? await readLabels(files, tags.labels) : [];
    const imageFile = manifest.image.files[dtype]!;
    const onnx = await files.readOnnx(imageFile);
    const device = await chooseDevice(settings.device);
    const open = async (runtime: WebRuntime) => {
      const session = await runtime.open(imageFile.path, onnx);
      return new BrowserModel(
        settings,
        files,
        runtime,
        new ImageModel(session, manifest, dtype, labels),
        labels,
      );
    };
    try {
      return await open(await openWebRuntime(device, settings));
    } catch (error) {
      // Nobody asked for WebGPU, so an adapter that does not work is no failure.
      if (settings.device !== "auto" || device === "wasm") throw error;
      return await open(await openWebRuntime("wasm", settings));
    }
  }

  get device() {
    return this.#runtime.device;
  }

  /** One batch: an outcome for each picture, in their order. Bitmaps are closed. */
  async embed(pictures: readonly WorkerPicture[]): Promise<Outcome<Embedding>[]> {
    const geometry = geometryOf(this.#settings.manifest.image.input);
    const decoded = await Promise.all(
      pictures.map(async (picture): Promise<Outcome<ModelPicture>> => {
        try {
          return { value: await decodePicture(picture, geometry) };
        } catch (error) {
          return { error: toPlainError(error, "image_decode_failed") };
        }
      }),
    );
    const inputs = decoded.flatMap((outcome) => ("value" in outcome ? [outcome.value] : []));
    const embedded = inputs.length > 0 ? await this.#images.embed(inputs) : [];
    return decoded.map((outcome) => ("error" in outcome ? outcome : embedded.shift()!));
  }

  async embedTexts(texts: readonly string[]): Promise<Outcome<Float32Array>[]> {
    this.#texts ??= await this.#loadTexts();
    return this.#texts.embed(texts);
  }

  /** Its code comes with the first text, too: most pages only look at pictures. */
  async #loadTexts(): Promise<TextReader> {
    const { manifest, dtype } = this.#settings;
    const prototypes = wordPrototypes(manifest);
    if (prototypes) {
      const { WordReader } = await import("../inference/word-reader.js");
      return new WordReader(manifest, this.#labels, await this.#files.read(prototypes));
    }
    const text = manifest.text!;
    const file = text.files[dtype]!;
    const json = new TextDecoder().decode(await this.#files.read(text.tokenizer));
    const session = await this.#runtime.open(file.path, await this.#files.readOnnx(file));
    const [{ TextModel }, { createTokenizer }] = await Promise.all([
      import("../inference/text-model.js"),
      import("../inference/tokenizer.js"),
    ]);
    const tokenizer = createTokenizer(json, text.input);
    return new TextModel(session, manifest, text, dtype, tokenizer);
  }
}

async function readLabels(files: ModelFiles, file: ModelFile): Promise<ModelLabel[]> {
  const bytes = await files.read(file);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as ModelLabel[];
  } catch (cause) {
    throw new RevimgError("model_corrupt", `The labels of the model, ${file.path}, are not JSON.`, {
      cause,
    });
  }
}
