import type { Dtype } from "../api/options.js";
/**
 * Describes a model: where its files come from, how to feed it, how to read it. The
 * package holds `models/<id>/manifest.json` for the models that revimg knows. Any other
 * model has a file of the user's own.
 */
export interface ModelManifest {
  /** Version of this description. */
  format: 1;
  /** Name and version, such as `"clip-vit-b32"` or `"mini-2"`; a-z, 0-9, `.` and `-`. */
  id: string;
  /** One or two sentences for people: what it is good for and what not. */
  description: string;
  /** SPDX identifier. */
  license: string;
  /** The warning of the authors' model card. */
  warning?: string;
  /** Where the files are fetched from. Without it they are beside the manifest. */
  source?: ModelSource;
  /** Length of the embeddings, both of pictures and of texts. */
  dimension: number;
  /** Version of the preprocessing that the vectors are made with; see `preprocessingVersion`. */
  preprocessing: number;
  image: ImageTower;
  /** Absent in models that can't read. */
  text?: TextTower;
  /** How tags are made; absent in models that give none. */
  tags?: ClassifierTags | ZeroShotTags;
}

/** A repository of the Hugging Face hub: `<endpoint>/<repository>/resolve/<revision>/<path>`. */
export interface ModelSource {
  repository: string;
  /** A commit, so that the files never change. */
  revision: string;
}

export interface ModelFile {
  /** Relative to the manifest, or to the repository's root; `/` between folders, no `..`. */
  path: string;
  /** Exact size. Null when unknown; the hash is checked all the same. */
  bytes: number | null;
  /** 64 hex digits. */
  sha256: string;
}

export interface ImageTower {
  /** The ONNX file in each number format; at least one. */
  files: Partial<Record<Dtype, ModelFile>>;
  input: {
    /** float32, shape [batch, 3, size, size], red, green, blue planes. */
    tensor: string;
    /** Pixels a side of the square input. */
    size: number;
    /** Of red, green and blue on a scale of 0 to 1. */
    mean: [number, number, number];
    std: [number, number, number];
  };
  /** float32, shape [batch, dimension]; normalised by us. */
  output: { tensor: string };
}

export interface TextTower {
  files: Partial<Record<Dtype, ModelFile>>;
  /** `tokenizer.json` of the Hugging Face tokenizers. */
  tokenizer: ModelFile;
  /** int64, shape [batch, sequence]. */
  input: { tensor: string /** Most tokens, start and end included. */; contextLength: number };
  /** float32, shape [batch, dimension]; normalised by us. */
  output: { tensor: string };
}

/** A classifier inside the image model: float32 logits, shape [batch, labels]. */
export interface ClassifierTags {
  kind: "classifier";
  tensor: string;
  /** JSON: `{ name, synonyms?, hypernyms }[]`, in the order of the logits. */
  labels: ModelFile;
  /**
   * The direction of each class among the embeddings of pictures: IEEE 754
   * binary16, little-endian, shape [labels, dimension], in the order of the
   * logits. With it a model that has no text tower embeds the words of its labels.
   */
  prototypes?: ModelFile;
  /** Tags below this probability are not given, in (0, 1]. */
  minConfidence: number;
}

/** Tags by comparing a picture with the words of a vocabulary (CLIP paper, section 3.1). */
export interface ZeroShotTags {
  kind: "zero-shot";
  /** JSON, `{ name, hypernyms }[]`: a path relative to the manifest, or `"built-in"` for the package's own. */
  vocabulary: string;
  /** Sentences with `{}` in place of the word; a label is the mean of them all. */
  templates: string[];
  /** Cosines are multiplied by this before the softmax. */
  logitScale: number;
  minConfidence: number;
}
