export type { KeyRecord, NewKeyResponse } from "../guard/key-routes.js";
export type { ConfigurationSetting } from "../host-options.js";
export type { Problem } from "../problem.js";
export type { ComparisonResponse } from "../wire/comparison.js";
export type {
  DuplicateGroupFacts,
  DuplicateMemberFacts,
  DuplicatesRequest,
  DuplicatesResponse,
} from "../wire/duplicates.js";
export type { HealthResponse } from "../wire/health.js";
export type { ImageFacts, SourceDetail } from "../wire/image-facts.js";
export type { ImageListResponse, IndexedImage } from "../wire/indexed-image.js";
export type {
  Job,
  JobFailure,
  JobFinding,
  JobKind,
  JobProgress,
  JobStatus,
} from "../wire/jobs.js";
export type { EvidenceFacts } from "../wire/match-evidence.js";
export type {
  FailureListResponse,
  FailureRecord,
  KeptModelRecord,
  KeptVectorsResponse,
  SourceListResponse,
  SourceRecord,
} from "../wire/owner.js";
export type {
  DeadLetterListResponse,
  DeadLetterRecord,
  QueueResponse,
} from "../wire/queue.js";
export type {
  BoundsRequest,
  ContentRequest,
  FilterRequest,
  RegionRequest,
  SearchOptionsRequest,
} from "../wire/search-request.js";
export type {
  FoldedImage,
  KeywordDetail,
  SearchResponse,
  SimilarImage,
} from "../wire/search-response.js";
export type { CacheLooksResponse, StatsResponse } from "../wire/stats.js";
export type { TagsResponse } from "../wire/tags.js";
export type {
  CallOptions,
  Changes,
  Description,
  ImageAddress,
  ListRequest,
  NewKeyRequest,
  RevimgClient,
  UploadOptions,
} from "./client.js";
export { type ClientOptions, createClient } from "./create-client.js";
export { RequestError, type RequestErrorOptions } from "./request-error.js";
export type { Picture, SearchPart, SearchRequest } from "./search-body.js";
export type { UploadProgress } from "./upload-progress.js";
