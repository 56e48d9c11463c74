export { isRevimgError, RevimgError, type RevimgErrorCode } from "../errors.js";
export type { Embedding } from "../model/image-model.js";
export type { ModelTag } from "../model/tags.js";
export type { Dtype, ModelManifest } from "../models/model-manifest.js";
export {
  type BrowserCallOptions,
  type BrowserEmbedder,
  type BrowserEmbedderOptions,
  createBrowserEmbedder,
} from "./browser-embedder.js";
export type { ModelSourceOptions } from "./model-source.js";
export type { BrowserPicture, Drawable, PixelData } from "./picture-input.js";
export type { BrowserDevice, LoadProgress, WasmPaths } from "./worker-protocol.js";
