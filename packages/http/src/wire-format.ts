// The wire format alone, for programs that speak it without the server: it loads nothing but core.
export { parseRegion } from "./search/parse-region.js";
export { parseFilter } from "./search/search-filter.js";
export { type ComparisonResponse, toComparisonResponse } from "./wire/comparison.js";
export {
  type DuplicateGroupFacts,
  type DuplicateMemberFacts,
  toDuplicateGroupFacts,
} from "./wire/duplicates.js";
export {
  type DeadLetterRecord,
  type QueueResponse,
  toDeadLetterRecord,
  toQueueResponse,
} from "./wire/queue.js";
export {
  type FoldedImage,
  type KeywordDetail,
  type SearchResponse,
  type SimilarImage,
  toSearchResponse,
} from "./wire/search-response.js";
