export { createHandler, type Handler, type HandlerOptions } from "./create-handler.js";
export type { AccessKey, NewKeyOptions, Scope } from "./guard/access-key.js";
export { AccessKeys } from "./guard/access-keys.js";
export type { Access } from "./guard/guard.js";
export type { KeyListResponse, KeyRecord, NewKeyResponse } from "./guard/key-routes.js";
export type { ImageFacts, SourceDetail } from "./image-facts.js";
export type { ImageListResponse, IndexedImage } from "./images-route.js";
export type { Problem } from "./problem.js";
export { parseRegion } from "./query-part.js";
export { parseFilter } from "./search-filter.js";
export { type RunningServer, type ServeOptions, serve } from "./serve.js";
export {
  type HealthResponse,
  type KeywordDetail,
  type SearchResponse,
  type SimilarImage,
  toSearchResponse,
} from "./wire.js";
