import type { Revimg } from "@revimg/core";
import type { ShardEntry } from "./shard.js";

/**
 * Removes the uploads of entries that are done. It comes after the queue knows that:
 * a shard that is tried again must still find its pictures. What is left by a failure
 * here is removed when it has expired.
 */
export async function dropUploads(
  { uploads }: Revimg,
  entries: readonly ShardEntry[],
): Promise<void> {
  const keys = entries.flatMap((entry) =>
    "upload" in entry && entry.upload !== undefined ? [entry.upload] : [],
  );
  if (keys.length > 0) await uploads.delete(keys).catch(() => {});
}
