import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { RevimgError } from "../errors.js";

/** `manifest.json` of a model folder: its files and how to feed and read them. */
interface ModelManifest {
  /** Version of this description. */
  format: 1;
  /** Name and version of the model, such as `"mini-1"`. */
  id: string;
  files: { model: ModelFile; labels: ModelFile };
  input: {
    tensor: string;
    /** Pixels a side of the square input. */
    size: number;
    mean: [number, number, number];
    std: [number, number, number];
  };
  /** The `preprocessingVersion` that the model was trained for. */
  preprocessing: number;
  embedding: { tensor: string; dimension: number };
  tags: {
    tensor: string;
    /** Tags below this are not given. */
    minConfidence: number;
  };
}

interface ModelFile {
  /** Relative to the manifest. */
  path: string;
  bytes: number;
  /** 64 hex digits. */
  sha256: string;
}

/** One output of a model's classifier; its place in the list is its place in the output. */
export interface ModelLabel {
  /** Lower-case display name. */
  name: string;
  /** Wider words for the same thing, nearest first. */
  hypernyms: string[];
}

export interface ModelFiles {
  manifest: ModelManifest;
  model: Uint8Array;
  labels: ModelLabel[];
}

/** The folder of a built-in model inside the package, seen from the built and from the source file. */
export function builtInModelDirectory(name: "mini"): URL {
  const packageDirectory = import.meta.url.endsWith(".ts") ? "../../" : "../";
  return new URL(`${packageDirectory}models/${name}/`, import.meta.url);
}

/**
 * Reads a model folder and checks every file against the manifest. Rejects with
 * `model_unavailable` when a file can't be read, with `model_corrupt` when it is
 * not the one that the manifest names.
 */
export async function readModelFiles(directory: URL): Promise<ModelFiles> {
  const manifest = parse<ModelManifest>(
    await readModelFile(new URL("manifest.json", directory)),
    "manifest.json",
  );
  const [model, labels] = await Promise.all([
    readChecked(directory, manifest.files.model),
    readChecked(directory, manifest.files.labels),
  ]);
  return { manifest, model, labels: parse<ModelLabel[]>(labels, manifest.files.labels.path) };
}

async function readChecked(directory: URL, file: ModelFile): Promise<Uint8Array> {
  const content = await readModelFile(new URL(file.path, directory));
  const sha256 = createHash("sha256").update(content).digest("hex");
  if (sha256 === file.sha256) return content;
  throw new RevimgError(
    "model_corrupt",
    `The model file ${file.path} is not the one its manifest names (${content.length} bytes instead of ${file.bytes}, or other content). Install @revimg/core again.`,
    { details: { file: file.path, expected: file.sha256, actual: sha256 } },
  );
}

async function readModelFile(file: URL): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new RevimgError(
      "model_unavailable",
      `The model file ${fileURLToPath(file)} can't be read. It is part of @revimg/core: install the package again, or in a checkout run "pnpm build".`,
      { cause, retryable: false },
    );
  }
}

function parse<T>(content: Uint8Array, name: string): T {
  try {
    return JSON.parse(Buffer.from(content).toString("utf8")) as T;
  } catch (cause) {
    throw new RevimgError(
      "model_corrupt",
      `The model file ${name} is not JSON. Install @revimg/core again.`,
      { cause },
    );
  }
}
