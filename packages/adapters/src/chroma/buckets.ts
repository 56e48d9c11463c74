import { createHash } from "node:crypto";
import { RevimgError } from "@revimg/core";

/** Records contain numbers below it. Another count would need another key in the metadata. */
const bucketCount = 4096;

/** The number of an id: 12 bits of its SHA-256. */
export function bucketOf(id: string): number {
  return createHash("sha256").update(id).digest().readUInt16BE() % bucketCount;
}

/** The next buckets, from one on, that hold about `pageSize` of the `count` records together. */
export function bucketsFrom(first: number, pageSize: number, count: number): number[] {
  const wanted = Math.ceil((pageSize * bucketCount) / Math.max(count, 1));
  const length = Math.max(0, Math.min(wanted, bucketCount - first));
  return Array.from({ length }, (_, i) => first + i);
}

/** A place in the list of ids: after `id` in its bucket. */
export interface Position {
  bucket: number;
  /** Empty: before the first id of the bucket. */
  id: string;
}

export function positionOf({ bucket, id }: Position): string {
  return `${bucket}:${id}`;
}

/** Throws `invalid_input` for a text that is not the `next` of a page. */
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
