import { dirname, join, resolve } from "node:path";
import type { Dtype } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import { builtInManifest, builtInVocabulary, isBuiltIn } from "./built-in-models.js";
import { fixCommand } from "./mending-command.js";
import type { ModelFile, ModelManifest, OnnxFile } from "./model-manifest.js";
import { defaultCacheDirectory, type ModelsSettings } from "./models-options.js";
import { dtypes } from "./parse-files.js";
import { readModelManifest } from "./read-manifest.js";

/** What a file of a model is for. */
export type ModelRole =
  | "image"
  | "text"
  | "external-data"
  | "tokenizer"
  | "labels"
  | "prototypes"
  | "vocabulary";

/** `image`: embeds pictures. `text`: embeds texts, and makes zero-shot tags. */
export type ModelPart = "image" | "text";

/** A file that a manifest names, and where it is on this computer. */
export interface LocatedFile {
  role: ModelRole;
  part: ModelPart;
  /** Null when the file is the same for all number formats. */
  dtype: Dtype | null;
  file: OnnxFile | ModelFile;
  /** Absolute. */
  path: string;
}

/** A model whose manifest has been read. */
export interface LocatedModel {
  /** A built-in name, or the absolute path of a manifest. */
  reference: string;
  manifest: ModelManifest;
  /** Absolute; the files' paths start here. */
  directory: string;
  /** Absolute path of the words for zero-shot tags; null in models without them. */
  vocabulary: string | null;
  files: LocatedFile[];
}

/** Reads the manifest that a reference means: `mini`, `clip-vit-b32`, or the path of a manifest. */
export async function locateModel(
  reference: string,
  settings: Pick<ModelsSettings, "cacheDirectory">,
): Promise<LocatedModel> {
  const builtIn = isBuiltIn(reference);
  if (!builtIn && !/[\\/]|\.json$/.test(reference)) refuseName(reference);
  const path = builtIn ? builtInManifest(reference) : resolve(reference);
  const manifest = await readModelManifest(path).catch((cause: unknown) => {
    if (!builtIn) throw cause;
    throw new RevimgError(
      "model_corrupt",
      `The manifest of the built-in model ${reference} can't be used. ${reinstall}`,
      { cause },
    );
  });
  const { source, id, tags } = manifest;
  const directory = source ? join(settings.cacheDirectory, id, source.revision) : dirname(path);
  const vocabulary = tags?.kind === "zero-shot" ? vocabularyPath(tags.vocabulary, path) : null;
  return {
    reference: builtIn ? reference : path,
    manifest,
    directory,
    vocabulary,
    files: listFiles(manifest, directory),
  };
}

export const reinstall =
  'It is part of @revimg/core: install the package again, or in a checkout run "pnpm build".';

/**
 * The number format that a model runs in: the wanted one, else fp32, else the most
 * exact one it has.
 */
export function chooseDtype({ reference, files }: LocatedModel, asked?: Dtype): Dtype {
  const there = dtypes.filter((dtype) =>
    files.some((file) => file.role === "image" && file.dtype === dtype),
  );
  const chosen = asked ?? there[0]!;
  if (there.includes(chosen)) return chosen;
  throw new RevimgError(
    "invalid_config",
    `The model ${reference} has no ${chosen} files. It has ${there.join(", ")}.`,
    { details: { dtype: chosen } },
  );
}

const bothParts: readonly ModelPart[] = ["image", "text"];

/** The files that a dtype and some parts need. */
export function neededFiles(
  { files, manifest, reference }: LocatedModel,
  dtype: Dtype,
  parts: readonly ModelPart[] = bothParts,
): LocatedFile[] {
  for (const part of parts) {
    if (bothParts.includes(part)) continue;
    throw new RevimgError(
      "invalid_config",
      `A model has no part ${JSON.stringify(part)}. It has image and text.`,
    );
  }
  if (parts.includes("text") && manifest.text && !manifest.text.files[dtype]) {
    throw new RevimgError(
      "invalid_config",
      `The model ${reference} has no ${dtype} file for texts. It has ${Object.keys(manifest.text.files).join(", ")}.`,
      { details: { dtype } },
    );
  }
  return files.filter(
    (file) => parts.includes(file.part) && (file.dtype === null || file.dtype === dtype),
  );
}

/** The command that fetches a model's files, or fetches them again. */
export function pullCommand(
  { reference }: LocatedModel,
  { cacheDirectory }: Pick<ModelsSettings, "cacheDirectory">,
  dtype: Dtype | null,
): string {
  return fixCommand([
    ...["models", "pull", reference],
    ...(dtype && dtype !== "fp32" ? ["--dtype", dtype] : []),
    ...(cacheDirectory === defaultCacheDirectory() ? [] : ["--cache", cacheDirectory]),
  ]);
}

function listFiles({ image, text, tags }: ModelManifest, directory: string): LocatedFile[] {
  const files: LocatedFile[] = [];
  const add = (role: ModelRole, part: ModelPart, dtype: Dtype | null, file: ModelFile) =>
    files.push({ role, part, dtype, file, path: join(directory, file.path) });
  const addOnnx = (part: ModelPart, dtype: Dtype, onnx: OnnxFile | undefined) => {
    if (!onnx) return;
    add(part, part, dtype, onnx);
    for (const data of onnx.externalData ?? []) add("external-data", part, dtype, data);
  };
  for (const dtype of dtypes) {
    addOnnx("image", dtype, image.files[dtype]);
    addOnnx("text", dtype, text?.files[dtype]);
  }
  if (text) add("tokenizer", "text", null, text.tokenizer);
  if (tags?.kind === "classifier") {
    add("labels", "image", null, tags.labels);
    if (tags.prototypes) add("prototypes", "text", null, tags.prototypes);
  }
  return files;
}

function vocabularyPath(vocabulary: string, manifestPath: string): string {
  if (vocabulary === "built-in") return builtInVocabulary();
  return join(dirname(manifestPath), vocabulary);
}

function refuseName(reference: string): never {
  throw new RevimgError(
    "invalid_config",
    `There is no model ${JSON.stringify(reference)}. The built-in ones are clip-vit-b32 and mini; for your own model, give the path of its manifest, such as ./my-model/manifest.json.`,
    { details: { model: reference } },
  );
}
