import type { ImageRecord } from "../image-record.js";
import { RevisionCache } from "./revision-cache.js";
import type { SharedRevision } from "./shared-revision.js";

/** About 2 KB each in memory. */
const mostRecords = 4_096;

/** About 2 KB each. */
const mostSignatures = 4_096;

/** Rows without their signatures. */
export function recordCache(revision: SharedRevision): RevisionCache<ImageRecord> {
  return new RevisionCache(revision, mostRecords, copyRecord);
}

/** Signatures in memory that threads share: to hand one over copies nothing. Nobody writes to them. */
export function signatureCache(revision: SharedRevision): RevisionCache<Uint8Array> {
  return new RevisionCache(revision, mostSignatures, inSharedMemory);
}

function copyRecord(record: ImageRecord): ImageRecord {
  const { attributes } = record;
  return {
    ...record,
    // Most pictures have none.
    attributes: Object.keys(attributes).length === 0 ? {} : structuredClone(attributes),
    sources: record.sources.map((source) =>
      source.tags ? { ...source, tags: [...source.tags] } : { ...source },
    ),
    tags: record.tags.map((tag) => ({ ...tag })),
  };
}

function inSharedMemory(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
