import { stat } from "node:fs/promises";
import type { Dtype, ModelsOptions } from "../api/options.js";
import { checkFile, type FileState } from "./check-file.js";
import { chooseDtype, locateModel, type ModelPart, neededFiles } from "./located-model.js";
import { readModelsOptions } from "./models-options.js";
import { corruptFile, missingFile } from "./resolve-model.js";

export interface ModelFilesOptions extends ModelsOptions {
  /** Default `fp32`, or the most exact that the model has. */
  dtype?: Dtype;
  /** Default: both. */
  parts?: readonly ModelPart[];
  signal?: AbortSignal;
}

export interface VerifiedFile {
  /** Path that the manifest names. */
  file: string;
  /** Absolute. */
  path: string;
  dtype: Dtype | null;
  state: FileState;
  /** What to do about a missing or corrupt file; null for a right one. */
  advice: string | null;
}

/**
 * Hashes the files of a model again, whatever an earlier check found. Without `dtype`,
 * these are the files of the default number format and of all others that are here.
 */
export async function verifyModel(
  reference: string,
  { dtype, parts = ["image", "text"], signal, ...models }: ModelFilesOptions = {},
): Promise<VerifiedFile[]> {
  const settings = readModelsOptions(models);
  const { cacheDirectory } = settings;
  const model = await locateModel(reference, settings);
  const needed = neededFiles(model, chooseDtype(model, dtype), parts);
  const verified: VerifiedFile[] = [];
  for (const located of model.files) {
    const { path, file } = located;
    const isNeeded = needed.includes(located);
    if (!isNeeded && (dtype !== undefined || !parts.includes(located.part))) continue;
    const state = await checkFile(path, file, { cacheDirectory, trustStamp: false, signal });
    if (!isNeeded && state === "missing") continue;
    const problem = {
      ok: () => null,
      missing: () => missingFile(model, located, settings).message,
      corrupt: () => corruptFile(model, located, settings).message,
    }[state];
    verified.push({ file: file.path, path, dtype: located.dtype, state, advice: problem() });
  }
  return verified;
}

/** Whether the files of a model are here, by name and size. Loading hashes them. */
export async function isModelCached(
  reference: string,
  { dtype, parts, signal, ...models }: ModelFilesOptions = {},
): Promise<boolean> {
  const model = await locateModel(reference, readModelsOptions(models));
  for (const { path, file } of neededFiles(model, chooseDtype(model, dtype), parts)) {
    signal?.throwIfAborted();
    const stats = await stat(path).catch(() => null);
    if (!stats?.isFile() || (file.bytes !== null && stats.size !== file.bytes)) return false;
  }
  return true;
}

/** Absolute path of the folder in which a model's files are, or will be. */
export async function modelPath(reference: string, models: ModelsOptions = {}): Promise<string> {
  return (await locateModel(reference, readModelsOptions(models))).directory;
}

/** Bytes of the files that a number format and some parts need, as far as the manifest states them. */
export async function modelBytes(
  reference: string,
  { dtype, parts, signal: _, ...models }: ModelFilesOptions = {},
): Promise<number> {
  const model = await locateModel(reference, readModelsOptions(models));
  const files = neededFiles(model, chooseDtype(model, dtype), parts);
  return files.reduce((sum, { file }) => sum + (file.bytes ?? 0), 0);
}
