export { blobStoreCases } from "./blobs/blob-store-cases.js";
export type { ConformanceCase, ConformingStore, CreateStore } from "./conformance-case.js";
export { selectCases } from "./conformance-case.js";
export { metadataStoreCases } from "./metadata/metadata-store-cases.js";
export { vectorStoreCases } from "./vectors/vector-store-cases.js";
