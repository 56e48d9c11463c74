import type { Dtype } from "../api/options.js";
import { FieldReader, type Refuse } from "./field-reader.js";
import type {
  ClassifierTags,
  ImageTower,
  ModelFile,
  ModelManifest,
  ModelSource,
  TextTower,
  ZeroShotTags,
} from "./model-manifest.js";

export const dtypes = ["fp32", "fp16", "int8"] as const satisfies readonly Dtype[];

const fileName = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\:\0]+$/;
const tensorName = /^\S+$/;

/** Checks a manifest that was read as JSON. `refuse` gets the first wrong field. */
export function parseModelManifest(value: unknown, refuse: Refuse): ModelManifest {
  const fields = new FieldReader(value, "", refuse);
  const format = fields.integer("format", 1, 1_000_000);
  if (format !== 1) fields.refuse("format", "1, the only version that this revimg reads");
  const id = fields.text(
    "id",
    /^[a-z0-9][a-z0-9.-]{0,62}$/,
    "1 to 63 lower-case letters, digits, dots and dashes",
  );
  const dimension = fields.integer("dimension", 1, 65_536);
  const manifest: ModelManifest = {
    format: 1,
    id,
    description: fields.text("description"),
    license: fields.text("license", /\S/, "an SPDX identifier such as MIT"),
    ...(fields.has("warning") && { warning: fields.text("warning") }),
    ...(fields.has("source") && { source: readSource(fields.object("source")) }),
    dimension,
    preprocessing: fields.integer("preprocessing", 1, 1_000_000),
    image: readImageTower(fields.object("image")),
    ...(fields.has("text") && { text: readTextTower(fields.object("text")) }),
    ...(fields.has("tags") && { tags: readTags(fields.object("tags")) }),
  };
  if (manifest.tags?.kind === "zero-shot" && !manifest.text) {
    fields.refuse("text", "present: zero-shot tags need a model that reads");
  }
  if (manifest.text && wordPrototypes(manifest)) {
    fields.refuse("tags.prototypes", "absent: the model reads with its text tower");
  }
  fields.end();
  return manifest;
}

/** The directions of labels, with which a model without a text tower reads texts; null in others. */
export function wordPrototypes({ tags }: ModelManifest): ModelFile | null {
  return (tags?.kind === "classifier" && tags.prototypes) || null;
}

function readSource(fields: FieldReader): ModelSource {
  const source = {
    repository: fields.text(
      "repository",
      /^[\w-][\w.-]*\/[\w-][\w.-]*$/,
      "the name of a repository, owner/name",
    ),
    revision: fields.text("revision", /^[0-9a-f]{40}$/, "a commit of 40 hex digits"),
  };
  fields.end();
  return source;
}

function readFile(fields: FieldReader): ModelFile {
  const path = fields.text("path", fileName, "a relative path with / and without ..");
  const bytes = fields.has("bytes") ? (fields.isNull("bytes") ? null : size(fields)) : null;
  const sha256 = fields.text("sha256", /^[0-9a-f]{64}$/, "64 hex digits in lower case");
  fields.end();
  return { path, bytes, sha256 };
}

function size(fields: FieldReader): number {
  return fields.integer("bytes", 1, Number.MAX_SAFE_INTEGER);
}

function readFiles(fields: FieldReader): Partial<Record<Dtype, ModelFile>> {
  const files: Partial<Record<Dtype, ModelFile>> = {};
  for (const dtype of dtypes) {
    if (fields.has(dtype)) files[dtype] = readFile(fields.object(dtype));
  }
  fields.end();
  if (Object.keys(files).length === 0) fields.refuse("fp32", "a file (or fp16 or int8)");
  return files;
}

function readImageTower(fields: FieldReader): ImageTower {
  const input = fields.object("input");
  const tower: ImageTower = {
    files: readFiles(fields.object("files")),
    input: {
      tensor: readTensor(input),
      size: input.integer("size", 1, 4096),
      mean: input.colours("mean", 0),
      std: input.colours("std", 0.001),
    },
    output: readOutput(fields.object("output")),
  };
  input.end();
  fields.end();
  return tower;
}

function readTextTower(fields: FieldReader): TextTower {
  const input = fields.object("input");
  const tower: TextTower = {
    files: readFiles(fields.object("files")),
    tokenizer: readFile(fields.object("tokenizer")),
    input: { tensor: readTensor(input), contextLength: input.integer("contextLength", 3, 65_536) },
    output: readOutput(fields.object("output")),
  };
  input.end();
  fields.end();
  return tower;
}

function readOutput(fields: FieldReader): { tensor: string } {
  const output = { tensor: readTensor(fields) };
  fields.end();
  return output;
}

function readTensor(fields: FieldReader): string {
  return fields.text("tensor", tensorName, "the name of a tensor");
}

function readTags(fields: FieldReader): ClassifierTags | ZeroShotTags {
  const kind = fields.text("kind", /^(classifier|zero-shot)$/, '"classifier" or "zero-shot"');
  const minConfidence = fields.number("minConfidence", 0, 1);
  const tags: ClassifierTags | ZeroShotTags =
    kind === "classifier"
      ? {
          kind,
          tensor: readTensor(fields),
          labels: readFile(fields.object("labels")),
          ...(fields.has("prototypes") && { prototypes: readFile(fields.object("prototypes")) }),
          minConfidence,
        }
      : {
          kind: "zero-shot",
          vocabulary: fields.text("vocabulary", /^[^\\:\0]+$/, "a relative path, or built-in"),
          templates: fields.texts("templates", /\{\}/, "sentences with {} in them"),
          logitScale: fields.number("logitScale", 0, 100_000),
          minConfidence,
        };
  fields.end();
  return tags;
}
