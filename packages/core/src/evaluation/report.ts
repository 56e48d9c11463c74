import type { IndexFailure } from "../api/indexing.js";
import type { ClassFigures } from "./class-figures.js";
import type { EditedFigures } from "./edited-figures.js";

/** The figures of one model on one set of stores. */
export interface EvaluationRun {
  /** What sets it apart from the other run, such as the model's name. */
  name: string;
  model: { id: string; dimension: number };
  /** Names of the stores that took part. */
  stores: { vectors: string; metadata: string };
  /** Pictures of the index. */
  pictures: number;
  /** Files that could not be indexed; the figures are without them. */
  failures: IndexFailure[];
  /** Null where it was not asked for. */
  classes: ClassFigures | null;
  edited: EditedFigures | null;
}

/** What an evaluation came to: one run, or several of the same pictures side by side. */
export interface EvaluationReport {
  /** As the user wrote it. */
  folder: string;
  /** Folder of pictures to tell apart from, or null. */
  distractors: string | null;
  /** Files of the folder with the bytes of another one; they were left out. */
  duplicates: number;
  seed: number;
  runs: EvaluationRun[];
}
