export type { BodyLimits } from "./body-budget.js";
export type { CollectionOptions } from "./collections/collection-options.js";
export type { ConnectionLimits } from "./connection-limits.js";
export {
  createHandler,
  type ErrorContext,
  type Handler,
  type HandlerOptions,
} from "./create-handler.js";
export {
  type FailedPlaces,
  type FailedPlacesOptions,
  failedPlaces,
} from "./failures/failed-places.js";
export type { AccessKey, NewKeyOptions, Scope } from "./guard/access-key.js";
export { AccessKeys } from "./guard/access-keys.js";
export type { Access } from "./guard/guard.js";
export {
  type KeyListResponse,
  type KeyRecord,
  type NewKeyResponse,
  toKeyRecord,
} from "./guard/key-routes.js";
export type { ThoroughAccess } from "./guard/thorough-access.js";
export type {
  BackUp,
  ConfigurationSetting,
  HostOptions,
  ServerSource,
} from "./host-options.js";
export { type NodeListener, nodeListener } from "./node-listener.js";
export type { AccessLogEntry } from "./operations/access-log.js";
export {
  type Client,
  type Connection,
  createClientReader,
  type ReadClient,
} from "./operations/client.js";
export type { SearchLimits } from "./operations/fair-turns.js";
export type { RateLimit } from "./operations/limit-rate.js";
export { localHosts } from "./operations/local-hosts.js";
export type { OperationOptions } from "./operations/operate.js";
export type { ThoroughLimits } from "./operations/thorough-turns.js";
export type { Problem } from "./problem.js";
export { type RunningServer, type ServeOptions, serve } from "./serve.js";
export type {
  GivenUpShard,
  ServerQueue,
  ServerQueueEvent,
  ServerQueueStatus,
} from "./server-queue.js";
export { type ServerSettings, toHandlerOptions } from "./server-settings.js";
export type {
  DuplicatesRequest,
  DuplicatesResponse,
  MarkCopiesRequest,
} from "./wire/duplicates.js";
export type { HealthResponse } from "./wire/health.js";
export type { ImageAddress, ImageVariant } from "./wire/image-address.js";
export type { ImageFacts, SourceDetail } from "./wire/image-facts.js";
export type { ImageView } from "./wire/image-view.js";
export type { ImageListResponse, IndexedImage } from "./wire/indexed-image.js";
export type {
  Job,
  JobFailure,
  JobFinding,
  JobKind,
  JobListResponse,
  JobProgress,
  JobStatus,
} from "./wire/jobs.js";
export { type EvidenceFacts, toEvidenceFacts } from "./wire/match-evidence.js";
export type {
  AttributesResponse,
  ConfigurationResponse,
  DroppedVectorsResponse,
  FailureListResponse,
  FailureRecord,
  KeptModelRecord,
  KeptVectorsResponse,
  SourceListResponse,
  SourceRecord,
} from "./wire/owner.js";
export type { DeadLetterListResponse } from "./wire/queue.js";
export type { CacheLooksResponse, StatsResponse } from "./wire/stats.js";
export type { TagsResponse } from "./wire/tags.js";
export * from "./wire-format.js";
