export { exportIndex } from "./export-index.js";
export { importIndex } from "./import-index.js";
export { migrate } from "./migrate.js";
export type * from "./transfer-events.js";
