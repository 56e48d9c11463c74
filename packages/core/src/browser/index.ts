export type { Dtype } from "../api/options.js";
export type { Embedding } from "../inference/image-model.js";
export type { ModelTag } from "../inference/tags.js";
export { isRevimgError, RevimgError, type RevimgErrorCode } from "../lib/errors.js";
export type { ModelManifest } from "../model-files/model-manifest.js";
export {
  type BrowserCallOptions,
  type BrowserEmbedder,
  type BrowserEmbedderOptions,
  createBrowserEmbedder,
} from "./browser-embedder.js";
export type { ModelSourceOptions } from "./model-source.js";
export type { BrowserPicture, Drawable, PixelData } from "./picture-input.js";
export type { BrowserDevice, LoadProgress, WasmPaths } from "./worker-protocol.js";
