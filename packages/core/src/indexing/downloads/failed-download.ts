import type { RevimgError } from "../../lib/errors.js";
import { contentHash } from "../../lib/identity.js";
import type { ImageRecord } from "../../stores/image-record.js";
import type { Candidate } from "../candidate.js";
import { newRecord } from "../new-record.js";

/**
 * The row that remembers a download that failed. A row is found by the hash of its
 * bytes, and there are none: the hash of the address stands in their place.
 */
export function failedDownload(candidate: Candidate, url: string, error: RevimgError): ImageRecord {
  const hash = contentHash(Buffer.from(`address of a picture ${url}`));
  const record = newRecord(candidate, { hash, fileSize: 0, original: "none" });
  return { ...record, status: "failed", failure: error.message };
}
