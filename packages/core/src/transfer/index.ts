export { migrate } from "./migrate.js";
export type * from "./transfer-events.js";
