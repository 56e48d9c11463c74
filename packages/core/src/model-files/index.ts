export type { ModelsOptions } from "../api/options.js";
export {
  type BuiltInModel,
  builtInModels,
  type KnownModel,
  knownModels,
} from "./built-in-models.js";
export type { FileState } from "./check-file.js";
export { type ChooseModelOptions, chooseModel, type ModelChoice } from "./choose-model.js";
export type { RetryOptions } from "./download.js";
export type { ModelPart, ModelRole } from "./located-model.js";
export type * from "./model-manifest.js";
export { type PulledFile, type PullOptions, type PullProgress, pullModel } from "./pull-model.js";
export { readModelManifest } from "./read-manifest.js";
export {
  type FileRole,
  type ResolvedModel,
  type ResolveModelOptions,
  resolveModel,
} from "./resolve-model.js";
export {
  isModelCached,
  type ModelFilesOptions,
  modelBytes,
  modelPath,
  type VerifiedFile,
  verifyModel,
} from "./verify-model.js";
