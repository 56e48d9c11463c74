import { imageId } from "../lib/identity.js";
import type { ImageRecord, OriginalsKept } from "../stores/image-record.js";
import type { Candidate } from "./candidate.js";
import { withSources } from "./merge-record.js";
import { sourceOf } from "./source-of.js";

/** The row of a picture of which only the bytes are known, by their hash and number. */
export function newRecord(
  candidate: Candidate,
  { hash, fileSize, original }: { hash: string; fileSize: number; original: OriginalsKept },
): ImageRecord {
  const record: ImageRecord = {
    id: imageId(hash),
    filename: candidate.filename ?? filenameOf(candidate.metadata.sourceUrl) ?? hash.slice(0, 12),
    originalUrl: null,
    sourceDomain: null,
    fileSize,
    width: 0,
    height: 0,
    mimeType: "application/octet-stream",
    contentHash: hash,
    fingerprint: null,
    pixelHash: null,
    signature: null,
    title: null,
    attributes: candidate.metadata.attributes ?? {},
    original,
    status: "pending",
    failure: null,
    createdAt: Date.now(),
    indexedAt: null,
    sources: [],
    tags: [],
  };
  return withSources(record, [sourceOf(candidate)]);
}

/** The last part of a URL's path, for pictures that came without a name. */
function filenameOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return new URL(url).pathname.split("/").pop() || undefined;
}
