export type * from "./api/collection.js";
export type * from "./api/comparing.js";
export type * from "./api/duplicates.js";
export type * from "./api/indexing.js";
export type * from "./api/options.js";
export type * from "./api/reindex.js";
export type * from "./api/revimg.js";
export type * from "./api/search-query.js";
export type * from "./api/search-result.js";
export type * from "./api/settings.js";
export type * from "./api/stats.js";
export type * from "./api/uploads.js";
export type * from "./api/verify-events.js";
export type * from "./api/watching.js";
export { locatePath, systemPath } from "./files/file-path.js";
export { isPictureName } from "./files/picture-names.js";
export type { ReadFileOptions } from "./files/plain-file.js";
export { readPictureFile } from "./files/read-picture-file.js";
export { type ListedPicture, listPictures } from "./indexing/list-pictures.js";
export { type PictureListOptions, readPictureList } from "./indexing/lists/read-picture-list.js";
export { didYouMean, nearestName } from "./lib/did-you-mean.js";
export {
  errorTable,
  isRevimgError,
  RevimgError,
  type RevimgErrorCode,
  type RevimgErrorOptions,
} from "./lib/errors.js";
export { webAddress } from "./lib/web-address.js";
export * from "./model-files/index.js";
export { type CompareOptions, compareImages } from "./open/compare-images.js";
export { createRevimg } from "./open/create-revimg.js";
export { checkBlobKey, isBlobKey } from "./stores/blob-key.js";
export type * from "./stores/blob-store.js";
export { checkByteRange } from "./stores/byte-range.js";
export { type AttributeCondition, matchesFilter, type StoreFilter } from "./stores/filter.js";
export type * from "./stores/image-filter.js";
export type * from "./stores/image-record.js";
export type * from "./stores/metadata-store.js";
export type * from "./stores/picture-leases.js";
export type { SourcePlace } from "./stores/same-source.js";
export type * from "./stores/vector-store.js";
