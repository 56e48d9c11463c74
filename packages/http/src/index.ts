export { createHandler, type Handler, type HandlerOptions } from "./create-handler.js";
export type { Problem } from "./problem.js";
export { parseRegion } from "./query-part.js";
export { parseFilter } from "./search-filter.js";
export { type RunningServer, type ServeOptions, serve } from "./serve.js";
export {
  type HealthResponse,
  type KeywordDetail,
  type SearchResponse,
  type SimilarImage,
  type SourceDetail,
  toSearchResponse,
} from "./wire.js";
