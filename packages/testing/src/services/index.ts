export {
  type ChromaAccess,
  type ChromaServer,
  isChromaInstalled,
  startChroma,
} from "./chroma.js";
export { faissBinding, whyNoFaiss } from "./faiss-binding.js";
export { freePort } from "./free-port.js";
export { type PgvectorServer, startPgvector } from "./pgvector.js";
export type { PineconeFault } from "./pinecone/faults.js";
export {
  type PineconeAccess,
  type PineconeStandIn,
  type StartPineconeOptions,
  startPinecone,
} from "./pinecone/start.js";
export {
  isPostgresInstalled,
  type PostgresServer,
  type StartPostgresOptions,
  startPostgres,
} from "./postgres.js";
export {
  findProgram,
  type RunOptions,
  run,
  type ServerProcess,
  startProcess,
} from "./processes.js";
export { queryWhenSettled } from "./query-when-settled.js";
export { isS3Installed, type S3Access, type S3Service, startS3 } from "./s3.js";
export {
  keepService,
  type ServiceName,
  type SharedServices,
  stopSharedServices,
  useService,
  whyNoService,
} from "./shared-services.js";
