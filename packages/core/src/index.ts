export type * from "./api.js";
export { checkBlobKey, isBlobKey } from "./blobs/blob-key.js";
export { checkByteRange } from "./blobs/byte-range.js";
export { createRevimg } from "./create-revimg.js";
export { didYouMean, nearestName } from "./did-you-mean.js";
export {
  errorTable,
  isRevimgError,
  RevimgError,
  type RevimgErrorCode,
  type RevimgErrorOptions,
} from "./errors.js";
export { locatePath, systemPath } from "./files/file-path.js";
export type { ReadFileOptions } from "./files/plain-file.js";
export { readPictureFile } from "./files/read-picture-file.js";
export * from "./models/index.js";
export type * from "./stores/blob-store.js";
export { type AttributeCondition, matchesFilter, type StoreFilter } from "./stores/filter.js";
export type * from "./stores/metadata-store.js";
export type { SourcePlace } from "./stores/same-source.js";
export type * from "./stores/vector-store.js";
export type * from "./types.js";
export type * from "./verify/verify-events.js";
export { webAddress } from "./web-address.js";
