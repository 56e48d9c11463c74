export { buildClipModel, type ClipModelOptions } from "./build-clip-model.js";
export type { Dtype } from "./clip-graph.js";
export type { ClipManifest, TagOptions } from "./clip-manifest.js";
export { clipModelFolder } from "./clip-model-folder.js";
export type { ClipSize } from "./shapes.js";
export type { HashedFile } from "./write-hashed-file.js";
