import { createHash } from "node:crypto";
import { RevimgError } from "@revimg/core";

/** Written into records: another number needs another key. */
const bucketCount = 4096;

/** The number that an id's records carry: 12 bits of its SHA-256. */
export function bucketOf(id: string): number {
  return createHash("sha256").update(id).digest().readUInt16BE() % bucketCount;
}

/** Buckets from one on that hold about `pageSize` of `count` records, as many as there still are. */
export function bucketsFrom(first: number, pageSize: number, count: number): number[] {
  const wanted = Math.ceil((pageSize * bucketCount) / Math.max(count, 1));
  const length = Math.max(0, Math.min(wanted, bucketCount - first));
  return Array.from({ length }, (_, i) => first + i);
}

/** A place in the list of ids: after `id` in its bucket. */
export interface Position {
  bucket: number;
  /** Empty: before the bucket's first. */
  id: string;
}

export function positionOf({ bucket, id }: Position): string {
  return `${bucket}:${id}`;
}

/** Throws `invalid_input` for what is no `next` of a page. */
export function readPosition(after: string): Position {
  const [, bucket, id] = /^(\d{1,4}):(.*)$/s.exec(after) ?? [];
  if (bucket === undefined || id === undefined || Number(bucket) >= bucketCount) {
    throw new RevimgError(
      "invalid_input",
      "after must be the next of a page of this store, or null.",
      { adapter: "chroma" },
    );
  }
  return { bucket: Number(bucket), id };
}
