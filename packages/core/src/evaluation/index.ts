export { seededRandom } from "../lib/seeded-random.js";
export {
  type CheckedVector,
  type CheckModelOptions,
  checkModel,
  type ModelCheck,
} from "./check-model.js";
export {
  type ClassedPicture,
  type ClassFigures,
  type EvaluateOptions,
  evaluateClasses,
  figureDepths,
  type RankingFigures,
  requireClasses,
  type WorstQuery,
} from "./class-figures.js";
export { type FolderPicture, type PictureFolder, readPictureFolder } from "./class-folder.js";
export {
  type CopyFigures,
  type EditedFigures,
  evaluateEdited,
  type WorstCopy,
} from "./edited-figures.js";
export { renderReport } from "./html/render-report.js";
export { averagePrecision, hitAt, precisionAt, recallAt } from "./metrics.js";
export type { EvaluationReport, EvaluationRun } from "./report.js";
export { openThrowawayIndex, type ThrowawayIndex } from "./throwaway-index.js";
export { type Transformation, transformations } from "./transformations.js";
