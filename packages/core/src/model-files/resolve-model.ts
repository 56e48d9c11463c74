import { stat } from "node:fs/promises";
import type { Dtype, ModelsOptions } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import { isBuiltIn } from "./built-in-models.js";
import { checkFile } from "./check-file.js";
import {
  chooseDtype,
  type LocatedFile,
  type LocatedModel,
  locateModel,
  type ModelRole,
  neededFiles,
  pullCommand,
  reinstall,
} from "./located-model.js";
import type { ModelManifest } from "./model-manifest.js";
import { type ModelsSettings, readModelsOptions } from "./models-options.js";

export interface ResolveModelOptions extends ModelsOptions {
  /** Default `fp32`, or the most exact that the model has. */
  dtype?: Dtype;
}

/** A file of which a model has one at most. */
export type FileRole = Exclude<ModelRole, "vocabulary" | "external-data">;

/** A model that is ready to be loaded from its files. */
export interface ResolvedModel {
  /** A built-in name, or the absolute path of a manifest. */
  readonly reference: string;
  readonly manifest: ModelManifest;
  readonly dtype: Dtype;
  /** Absolute; the paths in the manifest start here. */
  readonly directory: string;
  /** The manifest's entry for a file. Throws `unsupported` when the model has no such file. */
  entry(role: FileRole): LocatedFile["file"];
  /**
   * Absolute path of a file that was found to be the manifest's; so were the files of
   * its external data. A large file is hashed once, and again only when its size or time
   * has changed. Rejects with
   * `model_unavailable` when it is missing, and `model_corrupt` when it is another
   * file; both errors name the command that mends it. Also rejects with `unsupported`
   * when the model has no such file, and with the signal's reason.
   */
  file(role: FileRole | "vocabulary", options?: { signal?: AbortSignal }): Promise<string>;
}

/**
 * Finds a model and its files on this computer. Nothing is fetched. A file is checked
 * only when it is asked for.
 *
 * @param reference `"mini"`, `"clip-vit-b32"`, or the path of a `manifest.json`
 *   of your own; its files lie beside it or, when it names a `source`, in the cache.
 */
export async function resolveModel(
  reference: string,
  { dtype: asked, ...models }: ResolveModelOptions = {},
): Promise<ResolvedModel> {
  const settings = readModelsOptions(models);
  const model = await locateModel(reference, settings);
  const dtype = chooseDtype(model, asked);
  const filesFor = (role: ModelRole) =>
    neededFiles(model, dtype, role === "image" || role === "labels" ? ["image"] : ["text"]);
  const find = (role: ModelRole) =>
    filesFor(role).find((file) => file.role === role) ?? refuseRole(model, role);
  return {
    reference: model.reference,
    manifest: model.manifest,
    dtype,
    directory: model.directory,
    entry: (role) => find(role).file,
    file: async (role, { signal } = {}) => {
      if (role === "vocabulary") return vocabulary(model);
      const path = await checkedPath(model, find(role), settings, signal);
      if (role !== "image" && role !== "text") return path;
      for (const data of filesFor(role).filter((file) => file.role === "external-data")) {
        await checkedPath(model, data, settings, signal);
      }
      return path;
    },
  };
}

async function checkedPath(
  model: LocatedModel,
  located: LocatedFile,
  settings: ModelsSettings,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { path, file } = located;
  const { cacheDirectory } = settings;
  const state = await checkFile(path, file, { cacheDirectory, trustStamp: true, signal });
  if (state === "missing") throw missingFile(model, located, settings);
  if (state === "corrupt") throw corruptFile(model, located, settings);
  return path;
}

/** `model_unavailable` that says where the file should be and how to get it there. */
export function missingFile(
  model: LocatedModel,
  { path, file, dtype }: LocatedFile,
  settings: ModelsSettings,
): RevimgError {
  const { reference, manifest } = model;
  return new RevimgError(
    "model_unavailable",
    `The file ${file.path} of the model ${reference} is not at ${path}. ${advice()}`,
    { retryable: false, details: { model: manifest.id, file: file.path, path } },
  );

  function advice(): string {
    if (!manifest.source) return isBuiltIn(reference) ? reinstall : "Put it there.";
    const command = pullCommand(model, settings, dtype);
    if (!settings.offline) return `Fetch it: ${command}`;
    return `Models are set to offline, so nothing is fetched. On a computer with a network, run "${command}", and copy the file to that place.`;
  }
}

/** `model_corrupt` with the way to get the right file. */
export function corruptFile(
  model: LocatedModel,
  { path, file, dtype }: LocatedFile,
  settings: ModelsSettings,
): RevimgError {
  const { reference, manifest } = model;
  return new RevimgError(
    "model_corrupt",
    `The file ${path} is not the one that the manifest of ${reference} names: its size or its SHA-256 differs. ${advice()}`,
    { details: { model: manifest.id, file: file.path, path, sha256: file.sha256 } },
  );

  function advice(): string {
    if (manifest.source) return `Fetch it again: ${pullCommand(model, settings, dtype)}`;
    if (isBuiltIn(reference)) return reinstall;
    return "Put the right file there, or write its size and SHA-256 into the manifest.";
  }
}

async function vocabulary(model: LocatedModel): Promise<string> {
  const { vocabulary: path, reference } = model;
  if (path === null) return refuseRole(model, "vocabulary");
  if (await stat(path).catch(() => null)) return path;
  throw new RevimgError(
    "model_unavailable",
    `The words for the tags of ${reference} are not at ${path}. ${isBuiltIn(reference) ? reinstall : "Put them there."}`,
    { retryable: false, details: { path } },
  );
}

function refuseRole({ reference }: LocatedModel, role: ModelRole): never {
  const why = role === "text" || role === "tokenizer" ? " file: it can't read texts" : " file";
  throw new RevimgError("unsupported", `The model ${reference} has no ${role}${why}.`, {
    details: { role },
  });
}
