import type { Dtype } from "../api/options.js";
import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import type { ResizeFilter } from "../pictures/resize/resize-filters.js";

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

/** An ONNX file. */
export interface OnnxFile extends ModelFile {
  /**
   * The files that hold its weights, where it has them outside ("external data",
   * `model.onnx_data`). They lie in the folder of the ONNX file, or below it, where that
   * file looks for them.
   */
  externalData?: ModelFile[];
}

export interface ImageTower {
  /** The ONNX file in each number format; at least one. */
  files: Partial<Record<Dtype, OnnxFile>>;
  input: PictureInput;
  output: PictureOutput;
}

/** How a picture becomes the input of the model. The defaults are CLIP's. */
export interface PictureInput {
  /** float32 or float16, shape [batch, 3, height, width], red, green, blue planes. */
  tensor: string;
  /** Pixels: of a side, or of both. */
  size: number | { width: number; height: number };
  /** Default `crop`; see `InputGeometry`. */
  resize?: InputGeometry["resize"];
  /**
   * Pixels of the shorter side before the middle is cut out, at least `size`; only with
   * `crop`. Default: `size`, or the longer side of it.
   */
  resizeTo?: number;
  /** Default `bicubic`. */
  filter?: ResizeFilter;
  /** Colour of the border, red, green and blue from 0 to 255; with `pad`, and only there. */
  padColor?: [number, number, number];
  /**
   * Of red, green and blue on a scale of 0 to 1. Both or none; default: 0 and 1, so the
   * model gets values from 0 to 1.
   */
  mean?: [number, number, number];
  std?: [number, number, number];
}

/** The output that is the vector of a picture; normalised by us. */
export interface PictureOutput {
  /** float32 or float16. */
  tensor: string;
  /**
   * How the vector is made of it. `none`, the default: it is the vector, shape [batch,
   * dimension]. `cls`: it has a vector for each token, shape [batch, tokens, dimension],
   * and the first one is taken. `mean`: the mean of these is taken.
   */
  pooling?: "none" | "cls" | "mean";
  /**
   * How many tokens come before those of the picture's patches (the class token, the
   * registers). They do not count for `mean`. Default 0.
   */
  prefixTokens?: number;
}

export interface TextTower {
  files: Partial<Record<Dtype, OnnxFile>>;
  /** `tokenizer.json` of the Hugging Face tokenizers. */
  tokenizer: ModelFile;
  input: TextInput;
  /** float32 or float16, shape [batch, dimension]; normalised by us. */
  output: { tensor: string };
}

/** How a text becomes the input of the model. The defaults are CLIP's. */
export interface TextInput {
  /** int64, shape [batch, sequence]. */
  tensor: string;
  /** Most tokens, those that the tokenizer puts around a text included. A longer text is cut. */
  contextLength: number;
  /**
   * Fills every text up to `length` tokens with the token `id`, on the right. `length` is
   * at most `contextLength`. Without it a text is as long as it is.
   */
  padding?: { length: number; id: number };
  /**
   * What is done to a text before the tokenizer gets it. `clip`, the default: HTML
   * entities decoded twice, white space collapsed, lower case. `lower-case`: only lower
   * case. `canonical`: lower case, without ASCII punctuation, white space collapsed.
   * `none`: nothing.
   */
  cleaning?: TextCleaning;
}

export type TextCleaning = "clip" | "lower-case" | "canonical" | "none";

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
  /** Cosines are multiplied by this. */
  logitScale: number;
  /**
   * With it, the probability of a label is the sigmoid of `logitScale` times its cosine
   * plus this (SigLIP paper, section 3.2): each label stands for itself. Without it, the
   * probabilities are a softmax over all labels.
   */
  logitBias?: number;
  minConfidence: number;
}
