import { FieldReader, type Refuse } from "./field-reader.js";
import type {
  ClassifierTags,
  ModelFile,
  ModelManifest,
  ModelSource,
  ZeroShotTags,
} from "./model-manifest.js";
import { readFile, readTensor } from "./parse-files.js";
import { readImageTower } from "./parse-image-tower.js";
import { readTextTower } from "./parse-text-tower.js";

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
          ...(fields.has("logitBias") && { logitBias: fields.number("logitBias", -1000, 1000) }),
          minConfidence,
        };
  fields.end();
  return tags;
}
