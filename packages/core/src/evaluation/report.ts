import type { IndexFailure } from "../api/indexing.js";
import type { ClassFigures } from "./class-figures.js";
import type { EditedFigures } from "./edited-figures.js";

/** The figures of one model on one set of stores. */
export interface EvaluationRun {
  /** What tells it from the other run, such as the model's name. */
  name: string;
  model: { id: string; dimension: number };
  /** Names of the stores that took part. */
  stores: { vectors: string; metadata: string };
  /** Pictures of the index. */
  pictures: number;
  /** Files that could not be indexed. The figures are without them. */
  failures: IndexFailure[];
  /** Null when it was not asked for. */
  classes: ClassFigures | null;
  edited: EditedFigures | null;
}

/** The result of an evaluation: one run, or several runs of the same pictures side by side. */
export interface EvaluationReport {
  /** As the user wrote it. */
  folder: string;
  /** Folder of distractors, or null. */
  distractors: string | null;
  /** Files of the folder with the bytes of another file. They were left out. */
  duplicates: number;
  seed: number;
  runs: EvaluationRun[];
}
