export { backUp } from "../backup/back-up.js";
export type { BackupProgress } from "../stores/sqlite/copy-index-folder.js";
export { exportIndex } from "./export-index.js";
export { importIndex } from "./import-index.js";
export { migrate } from "./migrate.js";
export type * from "./transfer-events.js";
